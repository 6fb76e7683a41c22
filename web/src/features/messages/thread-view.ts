// A conversation's name, and a line of the inbox: sorted, counted, with the words under the name. Pure.
import { summaryOf } from "#core/domain/media/attached.ts";
import type { FoldedMessage, LastMessage } from "#core/protocol/conversations.ts";
import type { Unread } from "#core/protocol/inbox.ts";
import type { ConversationView } from "./conversations-api.ts";

export type Thread = {
  readonly id: string;
  readonly kind: "direct" | "group";
  readonly name: string;
  /** Whose face stands for it: the other person's, or the group's own. */
  readonly faceOf: string;
  /** The other person of a direct conversation. */
  readonly other: string | null;
  readonly last: LastMessage | null;
  readonly activeAt: number;
  readonly unread: number;
  /** How much of it mentions this person. */
  readonly named: number;
};

type Named = Pick<ConversationView, "kind" | "title"> & {
  readonly members: readonly { readonly user: string; readonly name: string }[];
};

/** A direct one is called as the other person is; a group without a title after its first members. */
export const conversationName = ({ kind, title, members }: Named, self: string, unnamed: string): string => {
  const others = members.filter(({ user }) => user !== self).map(({ name }) => name);
  if (kind === "direct") return others[0] ?? members[0]?.name ?? unnamed;
  return title ?? (others.length === 0 ? unnamed : others.slice(0, 3).join(", "));
};

export const otherPerson = ({ kind, members }: Named, self: string): string | null =>
  kind === "direct" ? (members.find(({ user }) => user !== self)?.user ?? null) : null;

/** A message as a line of the inbox says it. */
export const lastLine = ({ seq, at, user, body }: FoldedMessage, name: string): LastMessage => {
  const attached = body?.kind === "plain" && body.text === "" ? summaryOf(body.attachments) : null;
  return {
    seq,
    at,
    user,
    name,
    kind: body === null ? "removed" : body.kind,
    text: body?.kind === "plain" ? body.text : null,
    ...(attached === null ? {} : { attached }),
  };
};

/** What is known of a conversation's newest message and of what is unread in it, from three sides. */
export type Known = {
  readonly listedAt: number;
  readonly heard?: (Pick<Unread, "count" | "named" | "last"> & { readonly heardAt: number }) | undefined;
  /** By the page that has it open. */
  readonly open?: LastMessage | undefined;
};

/** The newer message; of the same one what was learned later, for it may have been changed or removed. */
const newest = (all: readonly (LastMessage | null | undefined)[]): LastMessage | null => {
  let last: LastMessage | null = null;
  for (const one of all) if (one != null && (last === null || one.seq >= last.seq)) last = one;
  return last;
};

export const threadOf = (
  view: ConversationView,
  self: string,
  unnamed: string,
  { listedAt, heard, open }: Known,
): Thread => {
  const other = otherPerson(view, self);
  const listed = view.last as LastMessage | null;
  const isHeardLater = heard !== undefined && heard.heardAt >= listedAt;
  const last = newest(isHeardLater ? [listed, heard.last, open] : [heard?.last, listed, open]);
  return {
    id: view.id,
    kind: view.kind,
    name: conversationName(view, self, unnamed),
    faceOf: other ?? view.id,
    other,
    last,
    activeAt: Math.max(view.activeAt, last?.at ?? 0),
    unread: heard?.count ?? view.unread,
    named: heard?.named ?? view.named,
  };
};

export const byActivity = (threads: readonly Thread[]): readonly Thread[] =>
  threads.toSorted((one, other) => other.activeAt - one.activeAt || (one.id < other.id ? -1 : 1));

export const matching = (threads: readonly Thread[], words: string): readonly Thread[] => {
  const wanted = words.trim().toLocaleLowerCase();
  return wanted === "" ? threads : threads.filter(({ name }) => name.toLocaleLowerCase().includes(wanted));
};

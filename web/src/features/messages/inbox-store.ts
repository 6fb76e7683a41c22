// The one inbox of this tab: opened with the app, shared by badge, list and conversations.
import type { LastMessage } from "#core/protocol/conversations.ts";
import type { InboxSignalData, InboxState, Unread } from "#core/protocol/inbox.ts";
import { createStore, useStore } from "#web/lib/external-store.ts";
import type { LiveActor, LiveStatus } from "#web/lib/live.ts";
import { openInbox } from "#web/lib/live-inbox.ts";
import type { Settled } from "#web/lib/live.ts";
import { session } from "#web/lib/session.ts";

export type Presence = { readonly online: boolean; readonly lastSeenAt: number | null };

/** `heardAt`: the list may have been read before or after it. */
export type Heard = Unread & { readonly heardAt: number };

export type Inbox = {
  readonly status: LiveStatus | "none";
  readonly state: InboxState | null;
  readonly unread: ReadonlyMap<string, Heard>;
  /** What the page that has a conversation open knows of its newest message. */
  readonly newest: ReadonlyMap<string, LastMessage>;
  readonly people: ReadonlyMap<string, Presence>;
  /** Grows when contacts or blocks are different. */
  readonly contactsRevision: number;
};

const NONE: Inbox = {
  status: "none",
  state: null,
  unread: new Map(),
  newest: new Map(),
  people: new Map(),
  contactsRevision: 0,
};

export const inbox = createStore<Inbox>(NONE);
export const useInbox = (): Inbox => useStore(inbox);

let opened: { readonly user: string; readonly actor: LiveActor<InboxState> } | null = null;

const heard = (name: string, data: unknown): void => {
  const before = inbox.get();
  if (name === "unread") {
    const unread = data as InboxSignalData["unread"];
    inbox.set({
      ...before,
      unread: new Map(before.unread).set(unread.conversation, { ...unread, heardAt: Date.now() }),
    });
  } else if (name === "person") {
    const { user, online, lastSeenAt } = data as InboxSignalData["person"];
    inbox.set({ ...before, people: new Map(before.people).set(user, { online, lastSeenAt }) });
  } else if (name === "contacts") {
    inbox.set({ ...before, contactsRevision: before.contactsRevision + 1 });
  }
};

const open = (user: string): void => {
  const actor = openInbox(user);
  opened = { user, actor };
  actor.subscribe(() => {
    const { status, state } = actor.getSnapshot();
    const before = inbox.get();
    if (before.status !== status || before.state !== state) inbox.set({ ...before, status, state });
  });
  actor.onSignal(({ name, data }) => heard(name, data));
};

const close = (): void => {
  opened?.actor.close();
  opened = null;
  inbox.set(NONE);
};

const follow = (): void => {
  const now = session.get();
  // Guests sit in rooms; conversations and their inbox belong to accounts.
  const user = now.kind === "signed_in" && now.user.role !== "guest" ? now.user.id : null;
  if (opened !== null && opened.user !== user) close();
  if (opened === null && user !== null) open(user);
};
session.subscribe(follow);
follow();

export const tellNewest = (conversation: string, last: LastMessage): void => {
  const before = inbox.get();
  inbox.set({ ...before, newest: new Map(before.newest).set(conversation, last) });
};

export const askInbox = async (name: string, data: Record<string, unknown>): Promise<Settled | null> =>
  opened === null ? null : opened.actor.command(name, data);

/** The last event of the inbox that is here. */
export const inboxHead = (): number => opened?.actor.getSnapshot().head ?? 0;

/** Seen here: every badge of this person's devices follows; here at once, without waiting for the round. */
export const shownUpTo = (conversation: string, upTo: number, isAll: boolean): void => {
  opened?.actor.signal("read", { conversation, upTo });
  const before = inbox.get();
  const known = before.unread.get(conversation);
  if (known === undefined || known.count === 0 || !isAll) return;
  inbox.set({ ...before, unread: new Map(before.unread).set(conversation, { ...known, count: 0, named: 0 }) });
};

/** How many conversations wait for this person: with something unread, or asking to be let in. */
export const waitingCount = ({ unread, state }: Inbox): number => {
  const asking = new Set(state?.invitations.filter(({ kind }) => kind === "request").map(({ id }) => id));
  return (
    [...unread.values()].filter(({ count, conversation }) => count > 0 && !asking.has(conversation)).length +
    asking.size
  );
};

// Whether what was said has arrived: what a device says it holds, who is told, and what an author may take from it.
import type { ConversationKind } from "#core/protocol/conversations.ts";

/** A device says what it holds at most this often. */
export const GOT_EVERY_MS = 1_000;

/** Up to where the devices of each person hold the conversation, as far as one was told. */
export type Got = Readonly<Record<string, number>>;

/** What a device that holds `messages` has still to say; null for nothing. An answer says by itself what has arrived. */
export const gotOwed = (
  messages: readonly { readonly seq: number; readonly user: string }[],
  self: string,
  said: number,
): number | null => {
  const newest = messages.at(-1);
  return newest === undefined || newest.user === self || newest.seq <= said ? null : newest.seq;
};

type Saying = {
  readonly seq: number;
  readonly head: number;
  /** What a device of the same person has said before. */
  readonly known: number;
  readonly kind: ConversationKind;
};

/** Between two only: what each of a crowd holds would be more to tell than what was said. Nobody holds what is not there. */
export const isNewGot = ({ seq, head, known, kind }: Saying): boolean =>
  kind === "direct" && seq <= head && seq > known;

/** What was once told stays known. */
export const withGot = (got: Got, user: string, seq: number): Got =>
  seq > (got[user] ?? 0) ? { ...got, [user]: seq } : got;

/** Whether everybody it was said to holds it. */
export const hasArrived = (seq: number, others: readonly string[], got: Got): boolean =>
  others.length > 0 && others.every((user) => (got[user] ?? 0) >= seq);

// A person's inbox as a device sees it: requests, markers, and by signal what is unread and who is online.
import { evolveInbox, type SequencedInboxEvent } from "#core/domain/inbox.ts";
import type { InboxState } from "#core/protocol/inbox.ts";
import { LONG_POLL_MAX_S } from "#core/protocol/limits.ts";
import { type LiveActor, type LiveRules, openLive } from "./live.ts";

const INBOX_RULES: LiveRules<InboxState> = {
  evolve: (state, event) => evolveInbox(state, event as SequencedInboxEvent),
  // An answer of the inbox is quick, and nothing here is worth foreseeing.
  foresee: (state) => state,
  pollWaitS: LONG_POLL_MAX_S,
  wantsRtt: false,
};

export const openInbox = (user: string): LiveActor<InboxState> => openLive("inbox", user, INBOX_RULES);

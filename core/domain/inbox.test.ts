// The inbox's rules without an actor.
import { describe, expect, test } from "vitest";
import type { InboxState } from "#core/protocol/inbox.ts";
import { INBOX_NOTIFICATIONS, MAX_OPEN_INVITATIONS, READ_EVERY_MS } from "#core/protocol/limits.ts";
import type { ConversationId, UserId } from "#core/protocol/ids.ts";
import { decideInbox, evolveInbox, type InboxEvent } from "./inbox.ts";

const ADA = "usr_00000000000000000000000001" as UserId;
const BOB = "usr_00000000000000000000000002" as UserId;
const CHAT = "cnv_00000000000000000000000001" as ConversationId;

const fold = (...events: readonly (InboxEvent & { at?: number })[]): InboxState => {
  const first = evolveInbox(null, { seq: 1, at: 0, name: "created", data: { user: ADA } });
  return events.reduce((state, event, index) => evolveInbox(state, { at: 0, ...event, seq: index + 2 }), first);
};
const invited = (id: string): InboxEvent => ({
  name: "invited",
  data: { id, kind: "request", conversation: CHAT, by: BOB, byName: "Bob" },
});
const notification = (id: string): InboxEvent => ({ name: "notification", data: { id, kind: "k", data: {} } });
const read = (upTo: number) => ({ name: "read", data: { conversation: CHAT, upTo } }) as const;
const readIt = (id: string) => ({ name: "read_notification", data: { id } }) as const;

describe("read", () => {
  test("I4 the first marker is taken, a lower one is nothing, a higher one has its time", () => {
    expect(decideInbox(fold(), read(5), 0)).toEqual({ ok: true, value: [read(5)] });
    const state = fold({ ...read(5), at: 1_000 });
    expect(decideInbox(state, read(5), 1_000)).toEqual({ ok: true, value: [] });
    expect(decideInbox(state, read(4), 1_000)).toEqual({ ok: true, value: [] });
    expect(decideInbox(state, read(6), 1_001)).toEqual({
      ok: false,
      error: { code: "too_fast", retryAfterMs: READ_EVERY_MS - 1 },
    });
    expect(decideInbox(state, read(6), 1_000 + READ_EVERY_MS)).toEqual({ ok: true, value: [read(6)] });
  });

  test("I4 a marker never goes back", () => {
    expect(fold(read(5), read(3)).markers[CHAT]?.upTo).toBe(5);
  });
});

describe("notifications and invitations", () => {
  test("what is not there cannot be answered; what was read is read", () => {
    const state = fold(notification("a"));
    expect(decideInbox(state, readIt("b"), 0)).toEqual({ ok: false, error: { code: "no_such_notification" } });
    const decided = decideInbox(state, readIt("a"), 0);
    expect(decided).toEqual({ ok: true, value: [{ name: "notification_read", data: { id: "a" } }] });
    const after = fold(notification("a"), { name: "notification_read", data: { id: "a" } });
    expect(decideInbox(after, readIt("a"), 0)).toEqual({ ok: true, value: [] });
  });

  test.each([true, false])("an invitation is answered once (%s)", (accepted) => {
    const name = accepted ? "accept_invitation" : "decline_invitation";
    const command = { name, data: { id: CHAT } } as const;
    const settled = { name: "invitation_settled", data: { id: CHAT, conversation: CHAT, accepted } } as const;
    expect(decideInbox(fold(invited(CHAT)), command, 0)).toEqual({ ok: true, value: [settled] });
    const after = decideInbox(fold(invited(CHAT), settled), command, 0);
    expect(after).toEqual({ ok: false, error: { code: "no_such_invitation" } });
  });

  test("the state stays small however much comes", () => {
    const state = fold(
      ...Array.from({ length: INBOX_NOTIFICATIONS + 5 }, (_, index) => notification(`n${index}`)),
      ...Array.from({ length: MAX_OPEN_INVITATIONS + 5 }, (_, index) => invited(`i${index}`)),
      invited("i204"),
    );
    expect(state.notifications).toHaveLength(INBOX_NOTIFICATIONS);
    expect(state.notifications.at(-1)?.id).toBe(`n${INBOX_NOTIFICATIONS + 4}`);
    expect(state.invitations).toHaveLength(MAX_OPEN_INVITATIONS);
    expect(state.invitations[0]?.id).toBe("i5");
  });
});

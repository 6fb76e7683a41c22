import { describe, expect, test } from "vitest";
import type { AttendanceReceipt } from "#core/protocol/attendance.ts";
import type { Member, RoomState } from "#core/domain/lock-in/room-state.ts";
import type { LiveSnapshot } from "#web/lib/live.ts";
import { chatItems, roomView, syncView } from "./room-view.ts";
import { companions, earnedIn } from "./session-receipts.ts";

const at = 1_800_000_000_000;
const MINUTE_MS = 60_000;
const plan = {
  focusMs: 50 * MINUTE_MS,
  breakMs: 10 * MINUTE_MS,
  longBreakMs: 20 * MINUTE_MS,
  longBreakEvery: 4,
  rounds: 4,
};

const member = (user: string, more: Partial<Member> = {}): Member =>
  ({
    user,
    name: user.toUpperCase(),
    kind: "member",
    joinedAt: at,
    presentSince: at,
    goal: null,
    done: false,
    debrief: null,
    ...more,
  }) as Member;

const state = (more: Partial<RoomState> = {}): RoomState =>
  ({
    room: { id: "room_1", title: "Thesis hours", visibility: "public", openChat: false, createdBy: "a", createdAt: at },
    plan,
    schedule: null,
    session: null,
    driver: { holder: "a", fence: 1 },
    roster: [member("a"), member("b"), member("c")],
    attendance: {},
    chat: [],
    ...more,
  }) as RoomState;

type Presence = NonNullable<LiveSnapshot<RoomState>["presence"]>;
const told = (...members: Presence["members"]): Presence => ({ rev: 1, members });
const here = (user: string) => ({ user, state: "here" as const, visible: true, speaking: false });
const self = { user: "b", client: "client-b" };
const running = { index: 0, startedAt: at, lengthMs: plan.focusMs, pausedAt: null };
const session = { startedSeq: 7, beganAt: at, pauses: [], settledBelow: 0, endedAt: null };

const kinds = (view: ReturnType<typeof roomView>) =>
  Object.fromEntries(view.people.map(({ id, presence: kind }) => [id, kind]));
const line = (seq: number, user: string, minutes: number) => ({
  seq,
  user,
  name: user,
  text: `${seq}`,
  at: at + minutes * MINUTE_MS,
});
const receipt = (id: string, minutes: number, copresent: number) =>
  ({ id, activeMs: minutes * MINUTE_MS, copresent }) as AttendanceReceipt;

describe("the people of a room", () => {
  test("you first, then order of arrival, whatever their state", () => {
    const view = roomView(state(), { presence: told(here("a"), here("b"), { ...here("c"), state: "gone" }), self }, at);
    expect(view.people.map(({ id, you }) => [id, you])).toEqual([
      ["b", true],
      ["a", false],
      ["c", false],
    ]);
  });

  test("presence is truthful: another tab, reconnecting, gone; without a frame the roster speaks", () => {
    const presence = told({ ...here("a"), visible: false }, here("b"), { ...here("c"), state: "reconnecting" });
    expect(kinds(roomView(state(), { presence, self }, at))).toEqual({ a: "away", b: "here", c: "reconnecting" });
    const roster = [member("a", { presentSince: null }), member("b")];
    expect(kinds(roomView(state({ roster }), { presence: null, self }, at))).toEqual({ a: "gone", b: "here" });
  });

  test("who has no seat listens, and is not offered the wheel that nobody holds", () => {
    const free = state({ driver: { holder: null, fence: 2 } } as Partial<RoomState>);
    const stranger = { user: "z", client: "client-z" };
    expect(roomView(free, { presence: null, self: stranger }, at)).toMatchObject({
      isListening: true,
      canClaim: false,
    });
    expect(roomView(free, { presence: null, self }, at)).toMatchObject({ isListening: false, canClaim: true });
    // Before the room has answered, nobody is told anything.
    expect(roomView(free, { presence: null, self: null }, at).isListening).toBe(false);
  });

  test("in a crowd those long gone are not listed, those who were here in this phase are", () => {
    const roster = [
      member("b"),
      ...Array.from({ length: 20 }, (_, index) => member(`g${index}`, { presentSince: null })),
    ];
    const view = roomView(state({ roster, attendance: { g3: [[at, at + 1]] } }), { presence: null, self }, at);
    expect(view.people.map(({ id }) => id)).toEqual(["b", "g3"]);
    expect(view.present).toBe(1);
  });
});

describe("the wheel", () => {
  test("can be taken when it is free or its holder is away, never from somebody who is here", () => {
    const holderIs = (kind: "here" | "reconnecting" | "gone") =>
      roomView(state(), { presence: told({ ...here("a"), state: kind }, here("b")), self }, at).canClaim;
    expect([holderIs("here"), holderIs("reconnecting"), holderIs("gone")]).toEqual([false, true, true]);
    const free = roomView(state({ driver: { holder: null, fence: 4 } }), { presence: null, self }, at);
    expect(free).toMatchObject({ canClaim: true, driverName: null, fence: 4, driving: false });
  });

  test("the driver can undo the end for ten seconds", () => {
    const ended = state({ schedule: running, session: { ...session, endedAt: at + 5_000 } });
    const asDriver = { presence: null, self: { user: "a", client: "client-a" } };
    expect(roomView(ended, asDriver, at + 6_000)).toMatchObject({ kind: "done", canUndoEnd: true });
    expect(roomView(ended, asDriver, at + 15_000).canUndoEnd).toBe(false);
    expect(roomView(ended, { presence: null, self }, at + 6_000).canUndoEnd).toBe(false);
  });
});

describe("the phase", () => {
  test("chat is closed in focus and says when it opens, unless a pause makes that unknown", () => {
    const focus = roomView(state({ schedule: running, session }), { presence: null, self }, at + MINUTE_MS);
    expect(focus).toMatchObject({
      kind: "focus",
      chatOpen: false,
      chatOpensAt: at + plan.focusMs,
      nextKind: "break",
      paused: false,
    });
    const paused = roomView(
      state({ schedule: { ...running, pausedAt: at + 1 }, session }),
      { presence: null, self },
      at + MINUTE_MS,
    );
    expect(paused).toMatchObject({ paused: true, chatOpensAt: null });
    const rest = roomView(state({ schedule: running, session }), { presence: null, self }, at + plan.focusMs);
    expect(rest).toMatchObject({ kind: "break", chatOpen: true, nextKind: "focus", round: 1 });
  });

  test("the last focus phase is followed by the end", () => {
    const last = { ...running, index: 6 };
    expect(roomView(state({ schedule: last, session }), { presence: null, self }, at)).toMatchObject({
      round: 4,
      nextKind: "done",
    });
  });
});

describe("chat", () => {
  test("one face per run, a state on the last own line, an outline while it waits", () => {
    const chat = [
      line(1, "a", 0),
      line(2, "a", 1),
      line(3, "b", 1),
      line(4, "a", 2),
      line(5, "a", 9),
      line(6, "b", 10),
    ];
    const items = chatItems(state({ chat: chat as unknown as RoomState["chat"] }), { head: 5, self });
    expect(items.map(({ more }) => more)).toEqual([false, true, false, false, false, false]);
    expect(items.map(({ lastOfRun }) => lastOfRun)).toEqual([false, true, true, true, true, true]);
    expect(items.filter(({ own }) => own).map(({ text, waiting }) => [text, waiting])).toEqual([
      ["3", false],
      ["6", true],
    ]);
  });
});

test("sync is told in whole milliseconds, by itself only above 100", () => {
  expect(syncView(Number.POSITIVE_INFINITY)).toEqual({ ms: null, worthSaying: false });
  expect(syncView(37.2)).toEqual({ ms: 38, worthSaying: false });
  expect(syncView(100.5)).toEqual({ ms: 101, worthSaying: true });
});

describe("the receipt of a session", () => {
  test("counts this session only, in whole minutes that were earned", () => {
    const receipts = [
      receipt("room_1:7:0:b", 50, 3),
      receipt("room_1:7:2:b", 48.9, 2),
      receipt("room_1:70:0:b", 25, 1),
      receipt("room_2:7:0:b", 25, 1),
    ];
    expect(earnedIn(receipts, "room_1", 7)).toEqual({ minutes: 98, rounds: 2, copresent: 3 });
    expect(earnedIn([], "room_1", 7)).toEqual({ minutes: 0, rounds: 0, copresent: 0 });
  });

  test("names companions only where it is certain who they were", () => {
    const others = [{ name: "Mara Okafor" }, { name: "Jonas" }];
    expect(companions(others, 2)).toEqual(["Mara", "Jonas"]);
    expect(companions(others, 3)).toBeNull();
    expect(companions([], 0)).toBeNull();
  });
});

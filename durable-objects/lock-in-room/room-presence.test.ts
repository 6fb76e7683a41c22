// Presence around the edges of an instance: goodbyes, late alarms, and a machine that was down.
import { expect, test } from "vitest";
import type { SequencedEvent } from "#core/protocol/frames.ts";
import type { AttendanceReceipt } from "#core/protocol/attendance.ts";
import type { RoomState } from "#core/domain/lock-in/room-state.ts";
import { identityOf, Page } from "../shell/model-world.fake.ts";
import { RoomWorld } from "./room-world.fake.ts";

const MINUTE_MS = 60_000;

const settle = (...pages: readonly Page<RoomState>[]): void => {
  while (pages.some((page) => page.pump()));
};
const enter = (world: RoomWorld, person: number, client: string): Page<RoomState> => {
  const page = new Page(world, person, client);
  page.connect();
  settle(page);
  return page;
};
/** Time passes with live pages pinging; the platform's alarm goes off when it is due. Answers how often it did. */
const pass = async (world: RoomWorld, ms: number, ...pages: readonly Page<RoomState>[]): Promise<number> => {
  const until = world.machine.nowMs + ms;
  let alarms = 0;
  while (world.machine.nowMs < until) {
    world.runUntil(Math.min(until, world.machine.nowMs + 1_000));
    for (const { socket } of pages) if (socket !== null) socket.pingedAt = world.machine.nowMs;
    const { alarmAt } = world.machine;
    if (alarmAt !== null && alarmAt <= world.machine.nowMs) alarms += 1;
    await world.alarm();
    settle(...pages);
  }
  return alarms;
};
const named = (world: RoomWorld, name: string): SequencedEvent[] => world.log().filter((event) => event.name === name);
const credit = (world: RoomWorld) =>
  named(world, "attended")
    .flatMap(({ data }) => (data as { receipts: AttendanceReceipt[] }).receipts)
    .map(({ user, phase, activeMs }) => [Number(user.at(-1)), phase, activeMs]);
const drive = (page: Page<RoomState>, name: string): void =>
  page.command(name, { fence: page.live.state?.driver.fence ?? 0 });

test("L29 leaving and joining again begins anew: an earlier goodbye is no absence", async () => {
  const world = new RoomWorld();
  const [alice, bob] = [enter(world, 0, "client-alice"), enter(world, 1, "client-bob-1")];
  bob.command("leave", {});
  settle(alice, bob);
  await pass(world, 30_000, alice);
  world.actor()?.admit(identityOf(1), null);
  await pass(world, 5_000, alice);
  enter(world, 1, "client-bob-2");
  expect(named(world, "dropped")).toEqual([]);
  expect(named(world, "returned")).toEqual([]);
});

test("L14 over ten seconds away is away, though the alarm was late and the page is back before it", async () => {
  const world = new RoomWorld();
  const [alice, bob] = [enter(world, 0, "client-alice"), enter(world, 1, "client-bob-1")];
  const cutAt = world.machine.nowMs;
  bob.die();
  world.runUntil(cutAt + 25_000);
  if (alice.socket !== null) alice.socket.pingedAt = world.machine.nowMs;
  enter(world, 1, "client-bob-2");
  expect(named(world, "dropped").map(({ data }) => data)).toEqual([
    { user: bob.live.welcome?.self.user, since: cutAt },
  ]);
  expect(named(world, "returned").length).toBe(1);
});

test("L23 a machine that was down overnight credits nobody for the night", async () => {
  const world = new RoomWorld();
  const alice = enter(world, 0, "client-alice");
  drive(alice, "start");
  settle(alice);
  await pass(world, MINUTE_MS / 2, alice);
  alice.die();
  world.kill();
  world.runUntil(world.machine.nowMs + 8 * 60 * MINUTE_MS);
  await world.alarm();
  // The alarm at the end of the first phase is the last thing a living machine could not have missed.
  expect(credit(world)).toEqual([[0, 0, MINUTE_MS]]);
});

test("L23 a nap with sockets open is no absence: what ended meanwhile is issued in full", async () => {
  const world = new RoomWorld();
  const alice = enter(world, 0, "client-alice");
  drive(alice, "start");
  settle(alice);
  world.evict();
  world.runUntil(world.machine.nowMs + 150_000);
  if (alice.socket !== null) alice.socket.pingedAt = world.machine.nowMs;
  await world.alarm();
  expect(credit(world)).toEqual([
    [0, 0, MINUTE_MS],
    [0, 2, MINUTE_MS],
  ]);
});

const HOUR_MS = 60 * MINUTE_MS;
/** Ten people at work for longer than an hour; the first three look at the page. What their coming caused is over. */
const enterQuietRoom = async (world: RoomWorld, looking: number): Promise<Page<RoomState>[]> => {
  const pages = Array.from({ length: 10 }, (_, person) => enter(world, person, `client-${person}`));
  const [driver] = pages as [Page<RoomState>];
  const plan = { focusMs: 2 * HOUR_MS, breakMs: MINUTE_MS, longBreakMs: MINUTE_MS, longBreakEvery: 2, rounds: null };
  driver.command("set_plan", { plan, fence: driver.live.state?.driver.fence ?? 0 });
  settle(...pages);
  drive(driver, "start");
  for (const [index, page] of pages.entries()) page.signal("visible", { on: index < looking });
  settle(...pages);
  await pass(world, 2 * MINUTE_MS, ...pages);
  expect(driver.live.state).toMatchObject({ plan, session: { endedAt: null } });
  return pages;
};

test("L39 an hour with nobody looking wakes nobody and writes no row", async () => {
  const world = new RoomWorld();
  const pages = await enterQuietRoom(world, 0);
  const { rowsWritten } = world.machine;
  expect(await pass(world, HOUR_MS, ...pages)).toBe(0);
  expect(world.machine.rowsWritten).toBe(rowsWritten);
  expect(world.machine.hasTimers).toBe(false);
});

test("L39 a look that finds nothing new writes no row and arms no timer; one that does tells everybody", async () => {
  const world = new RoomWorld();
  const pages = await enterQuietRoom(world, 3);
  const [watcher, other] = pages as [Page<RoomState>, Page<RoomState>];
  const look = () => {
    watcher.signal("watch", {});
    settle(...pages);
  };
  // Whatever an earlier instance had told is told once more.
  look();
  await pass(world, 1_000, ...pages);
  const { rowsWritten } = world.machine;
  look();
  expect(world.machine.hasTimers).toBe(false);
  await pass(world, 11_000, ...pages.filter((page) => page !== other));
  look();
  expect(world.machine.hasTimers).toBe(true);
  await pass(world, 1_000, ...pages.filter((page) => page !== other));
  expect(watcher.live.presence?.members.map(({ state }) => state)).toEqual([
    "here",
    "reconnecting",
    ...pages.slice(2).map(() => "here"),
  ]);
  expect(world.machine.rowsWritten).toBe(rowsWritten);
});

// Events through the real queue and its consumer: repeated, shuffled, with poison among them.
import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { typeid } from "typeid-js";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { UserId } from "#core/protocol/ids.ts";
import type { BusinessEvent, EventBatch } from "#core/protocol/jobs.ts";
import { DEFAULT_PREFERENCES } from "#core/protocol/users.ts";
import { listDeadLetters, listRollups, listUserDays } from "#db/queries/events.ts";
import { insertUser } from "#db/queries/users.ts";
import { openDeps } from "../deps.ts";
import worker from "../index.ts";

const { db } = openDeps(env);
const newUser = (): UserId => typeid("usr").toString() as UserId;

/** Two people in zones that disagree about the date of the same instant. */
const [ada, bob] = [newUser(), newUser()];
const EVENING = Date.parse("2027-03-05T22:30:00Z");

const EVENTS: readonly BusinessEvent[] = [
  { id: `signed_up:${ada}`, name: "signed_up", at: EVENING, user: ada, guest: true },
  { id: `registered:${ada}`, name: "registered", at: EVENING, user: ada },
  { id: "s1", name: "session_started", at: EVENING, user: ada, room: "room_x" },
  ...Array.from({ length: 30 }, (_, n) => ({
    id: `room_x:1:${n}:${ada}`,
    name: "focus_attended" as const,
    at: EVENING + n * 60_000,
    user: ada,
    room: "room_x",
    activeMs: 60_000,
    timeZone: "Europe/Berlin",
  })),
  { id: `room_x:1:0:${bob}`, name: "focus_attended", at: EVENING, user: bob, room: "room_x", activeMs: 90_000 },
  { id: `checked_in:${bob}:1`, name: "checked_in", at: EVENING, user: bob, on: "2027-03-01" },
];

const POISON: readonly unknown[] = [
  { kind: "events", version: 1, events: [] },
  { kind: "events", version: 1, events: [{ id: "x", name: "hacked", at: 1, user: "u" }] },
  { kind: "events", version: 2, events: EVENTS },
  "not even an object",
  null,
];

const message = (body: unknown, id = crypto.randomUUID()) => ({ id, timestamp: new Date(), attempts: 1, body });
const batchOf = (events: readonly BusinessEvent[]): EventBatch => ({ kind: "events", version: 1, events: [...events] });

const deliver = async (bodies: readonly unknown[]) => {
  const batch = createMessageBatch(
    "lockstep-events",
    bodies.map((body) => message(body)),
  );
  const context = createExecutionContext();
  await worker.queue(batch, env);
  return getQueueResult(batch, context);
};

/** Deterministic, so that a failure can be seen again. */
const shuffled = <T>(items: readonly T[], seed: number): T[] => {
  let state = seed;
  const keyed = items.map((item) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return { item, key: state };
  });
  return keyed.toSorted((a, b) => a.key - b.key).map(({ item }) => item);
};

const seen = async () => ({
  rollups: (await listRollups(db, "2027-03-05"))
    .filter((row) => row.utcOn === "2027-03-05" || row.utcOn === "2027-03-06")
    .toSorted((a, b) => a.name.localeCompare(b.name)),
  ada: (await listUserDays(db, ada, "2027-03-01", "2027-03-07")).toSorted((a, b) => a.userOn.localeCompare(b.userOn)),
  bob: (await listUserDays(db, bob, "2027-03-01", "2027-03-07")).toSorted((a, b) => a.userOn.localeCompare(b.userOn)),
});

const ONCE = {
  rollups: [
    { utcOn: "2027-03-05", name: "checked_in", events: 1, amount: 1 },
    { utcOn: "2027-03-05", name: "focus_attended", events: 31, amount: 30 * 60_000 + 90_000 },
    { utcOn: "2027-03-05", name: "registered", events: 1, amount: 1 },
    { utcOn: "2027-03-05", name: "session_started", events: 1, amount: 1 },
    { utcOn: "2027-03-05", name: "signed_up", events: 1, amount: 1 },
  ],
  ada: [{ userOn: "2027-03-05", focusMs: 30 * 60_000, sessions: 30, checkIns: 0 }],
  bob: [
    { userOn: "2027-03-01", focusMs: 0, sessions: 0, checkIns: 1 },
    { userOn: "2027-03-06", focusMs: 90_000, sessions: 1, checkIns: 0 },
  ],
};

beforeAll(async () => {
  await insertUser(db, {
    id: bob,
    role: "user",
    name: "Bob",
    email: null,
    passwordHash: null,
    timeZone: "Asia/Tokyo",
    preferences: DEFAULT_PREFERENCES,
    version: 1,
    createdAt: 0,
    claimedBy: null,
  });
});

describe("event queue", () => {
  it("Q1 three deliveries, shuffled, cut differently, with poison among them, leave what one leaves", async () => {
    await deliver(EVENTS.map((event) => batchOf([event])));
    expect(await seen()).toEqual(ONCE);

    const again = shuffled([...EVENTS, ...EVENTS, ...EVENTS], 7);
    const cuts = Array.from({ length: 12 }, (_, n) => batchOf(again.slice(n * 9, n * 9 + 9))).filter(
      ({ events }) => events.length > 0,
    );
    const result = await deliver(shuffled([...cuts, ...POISON, batchOf(EVENTS)], 11));
    expect(await seen()).toEqual(ONCE);
    expect(result.explicitAcks).toHaveLength(cuts.length + 1);
    expect(result.retryMessages).toHaveLength(POISON.length);
  });

  it("Q2 deliveries that run at the same time count once", async () => {
    await Promise.all(Array.from({ length: 8 }, (_, seed) => deliver([batchOf(shuffled(EVENTS, seed + 1))])));
    expect(await seen()).toEqual(ONCE);
  });

  it("Q3 where the database is down nothing is acknowledged", async () => {
    const { consumeEvents } = await import("./events.ts");
    const batch = createMessageBatch("lockstep-events", [message(batchOf(EVENTS))]);
    const down = new Proxy({} as never, {
      get: () => () => {
        throw new Error("down");
      },
    });
    await expect(consumeEvents({ db: down }, batch)).rejects.toThrow("down");
    expect((await getQueueResult(batch, createExecutionContext())).explicitAcks).toEqual([]);
  });

  it("Q4 poison goes through the real queue to the dead letters, and what came with it is counted", async () => {
    const user = newUser();
    const marker = `poison-${user}`;
    await env.EVENTS.sendBatch([
      { body: { marker } },
      {
        body: batchOf([
          { id: `signed_up:${user}`, name: "signed_up", at: Date.parse("2027-04-01T12:00:00Z"), user, guest: false },
        ]),
      },
    ]);
    await vi.waitUntil(async () => (await listDeadLetters(db, 100)).some((letter) => letter.body.includes(marker)), {
      timeout: 40_000,
      interval: 200,
    });
    const letters = (await listDeadLetters(db, 100)).filter((letter) => letter.body.includes(marker));
    expect(letters).toMatchObject([{ queue: "lockstep-events-dead", body: JSON.stringify({ marker }) }]);
    const row = (await listRollups(db, "2027-04-01")).find(({ utcOn }) => utcOn === "2027-04-01");
    expect(row).toEqual({ utcOn: "2027-04-01", name: "signed_up", events: 1, amount: 1 });
  }, 60_000);

  it("Q5 an actor's event reaches the sums through the projector", async () => {
    const { exports } = await import("cloudflare:workers");
    const user = newUser();
    const at = Date.parse("2027-05-01T12:00:00Z");
    await exports.Projector.recordEvents([{ id: `c:${user}`, name: "checked_in", at, user, on: "2027-05-01" }]);
    await vi.waitUntil(async () => (await listUserDays(db, user, "2027-05-01", "2027-05-01")).length > 0, {
      timeout: 20_000,
      interval: 100,
    });
    expect(await listUserDays(db, user, "2027-05-01", "2027-05-01")).toEqual([
      { userOn: "2027-05-01", focusMs: 0, sessions: 0, checkIns: 1 },
    ]);
  });

  it("Q6 a reminder sent twice is told once", async () => {
    const { exports } = await import("cloudflare:workers");
    const { listNotifications } = await import("#db/queries/notifications.ts");
    const user = newUser();
    await exports.Projector.remind({ user, on: "2027-05-01", current: 4 });
    await exports.Projector.remind({ user, on: "2027-05-01", current: 4 });
    const told = await listNotifications(db, user, Number.MAX_SAFE_INTEGER, 10);
    expect(told).toMatchObject([{ kind: "streak_reminder", data: { on: "2027-05-01", current: 4 } }]);
  });
});

// The room in workerd: sockets, hibernation, rows, doors and effects. Ids E… are the engine's (shell/SPEC.md), L… the room's.
import { evictDurableObject, listDurableObjectIds, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { hashOf } from "../shell/state-hash.ts";
import { countRowsWritten } from "../shell/rows-written.fixture.ts";
import { openStreak } from "../user-streak/open-streak.ts";
import {
  holdClock,
  MINUTE_MS,
  newPerson,
  openRoom,
  pass,
  PLAN,
  RoomClient,
  roomStub,
  SHORT,
  showLife,
  upgrade,
} from "./room-client.fixture.ts";

afterEach(() => {
  vi.useRealTimers();
});

const two = async (plan = PLAN) => {
  const [alice, bob] = [newPerson("Alice"), newPerson("Bob")];
  const { id, stub } = await openRoom(alice, { plan });
  return {
    id,
    stub,
    alice: await RoomClient.join(id, alice),
    bob: await RoomClient.join(id, bob),
    people: { alice, bob },
  };
};

describe("hello and replay", () => {
  test("E1 hello is answered by a welcome whose hash is that of the folded state", async () => {
    const { alice, bob } = await two();
    await alice.until(() => alice.live.have === bob.live.have);
    expect(hashOf(alice.state)).toBe(bob.last("welcome")?.stateHash);
    expect(bob.last("welcome")).toMatchObject({ protocol: 1, from: 1, reset: false });
  });

  test("E2 a client that comes back gets what it missed, and nothing twice", async () => {
    const { id, alice, bob, people } = await two();
    const have = bob.live.have;
    bob.socket.close(1000, "gone");
    for (let line = 0; line < 5; line++) await alice.command("say", { text: `line ${line}` });
    const again = await RoomClient.join(id, people.bob, bob.live);
    expect(again.live.have).toBe(alice.live.have);
    const replayed = again.frames.flatMap((frame) => (frame.type === "events" ? frame.events : []));
    expect(replayed.map((event) => event.seq)).toEqual([1, 2, 3, 4, 5].map((step) => have + step));
  });

  test("E3 a client of another log, or one that is ahead, is told to reset", async () => {
    const { id, people } = await two();
    for (const hello of [
      { have: 2, log: "another" },
      { have: 999, log: null },
    ]) {
      const page = await RoomClient.open(id, people.bob);
      page.send({ type: "hello", client: crypto.randomUUID(), pending: null, ...hello });
      await page.until(() => page.last("welcome") !== undefined);
      expect(page.last("welcome")?.reset).toBe(true);
    }
  });

  test("E4 a new socket of the same client supersedes the old one", async () => {
    const { id, bob, people } = await two();
    const newer = await RoomClient.join(id, people.bob, bob.live);
    expect(await bob.untilClosed()).toBe(4409);
    expect(await newer.command("say", { text: "still me" })).toMatchObject({ ok: true });
  });

  test("E5 the close handshake is answered: 1005 becomes 1000", async () => {
    const { bob } = await two();
    bob.socket.close();
    expect(await bob.untilClosed()).toBe(1000);
  });
});

describe("hibernation", () => {
  test("E6 evicted between every step, the room goes on as if nothing had happened", async () => {
    const { stub, alice, bob } = await two();
    const sleep = () => evictDurableObject(stub, { webSockets: "hibernate" });
    await sleep();
    expect(await alice.drive("start")).toMatchObject({ ok: true });
    await sleep();
    expect(await bob.command("declare", { text: "Grade twelve reports" })).toMatchObject({ ok: true });
    await sleep();
    expect(await alice.drive("pause")).toMatchObject({ ok: true });
    await sleep();
    expect(await alice.drive("resume")).toMatchObject({ ok: true });
    await bob.until(() => bob.live.have === alice.live.have);
    expect(hashOf(bob.state)).toBe(hashOf(alice.state));
  });

  test(
    "E7 with 50 sockets open and nobody looking it hibernates within 12 s and wakes with the same state",
    { timeout: 60_000 },
    async () => {
      const creator = newPerson("Creator");
      const { id, stub } = await openRoom(creator);
      const pages = [await RoomClient.join(id, creator)];
      for (let index = 1; index < 50; index++) pages.push(await RoomClient.join(id, newPerson(`Person ${index}`)));
      const [first] = pages as [RoomClient];
      await first.until(() => first.state.roster.length === 50);
      // What follows the joins (the directory row) is done before the quiet begins.
      await runDurableObjectAlarm(stub);
      const marked = await runInDurableObject(
        stub,
        (instance) => Object.assign(instance, { awake: true }) !== undefined,
      );
      expect(marked).toBe(true);
      const before = hashOf(first.state);
      for (let second = 0; second < 12; second += 4) {
        for (const page of pages) page.send("ping");
        await new Promise((resolve) => setTimeout(resolve, 4_000));
      }
      const woken = await runInDurableObject(stub, (instance, ctx) => ({
        isSameInstance: "awake" in instance,
        sockets: ctx.getWebSockets().length,
      }));
      expect(woken).toEqual({ isSameInstance: false, sockets: 50 });
      expect(await first.command("say", { text: "good morning" })).toMatchObject({ ok: true });
      const late = await RoomClient.join(id, newPerson("Late"));
      expect(late.state.roster.length).toBe(51);
      expect(hashOf(first.state)).not.toBe(before);
      await first.until(() => first.live.have === late.live.have);
      expect(hashOf(first.state)).toBe(hashOf(late.state));
    },
  );

  test("E8 a constructor writes nothing, and a guessed id leaves no object behind that has storage", async () => {
    const stub = roomStub("room_7777777777777777777777777z" as never);
    expect(await stub.look(null, null)).toEqual({ ok: false, error: "uncreated" });
    expect(await (await upgrade("room_7777777777777777777777777z" as never, newPerson("Guess"))).json()).toBe(
      "uncreated",
    );
    const tables = await runInDurableObject(stub, (_room, { storage }) =>
      storage.sql.exec("SELECT name FROM sqlite_master").toArray(),
    );
    expect(tables).toEqual([]);
    expect((await listDurableObjectIds(env.ROOMS)).length).toBeGreaterThanOrEqual(0);
  });
});

describe("cost", () => {
  test("E9 a message is one row, whoever reads it; signals are none", async () => {
    const { stub, alice, bob } = await two();
    await runDurableObjectAlarm(stub);
    expect(await countRowsWritten(stub, () => alice.command("say", { text: "hello" }))).toBe(1);
    const signals = async () => {
      bob.signal("typing", { on: true });
      bob.signal("visible", { on: false });
      bob.signal("speaking", { on: true });
      bob.signal("rtt", { ms: 80 });
      await alice.until(() => alice.last("presence")?.members.some((member) => member.speaking) === true);
    };
    expect(await countRowsWritten(stub, signals)).toBe(0);
  });

  test("E10 one flush is one row: a burst of commands through the door", async () => {
    const { stub, people } = await two();
    await runDurableObjectAlarm(stub);
    const commands = Array.from({ length: 30 }, (_, index) => ({
      type: "command" as const,
      n: index + 1,
      since: 0,
      floor: 1,
      name: "say",
      data: { text: `line ${index}` },
    }));
    const client = crypto.randomUUID();
    const rows = await countRowsWritten(stub, () => stub.submit(people.bob, { client, commands }));
    expect(rows).toBe(1);
  });

  test("E11 a repeated, rejected or empty command writes nothing", async () => {
    const { stub, alice, bob } = await two();
    await alice.command("declare", { text: "One thing" });
    await runDurableObjectAlarm(stub);
    const nothing = async () => {
      expect(await alice.command("declare", { text: "One thing" })).toEqual({ ok: true, seq: null });
      expect(await bob.drive("start")).toMatchObject({ ok: false, code: "not_driver" });
      expect(await bob.command("nonsense")).toMatchObject({ ok: false, code: "unknown_command" });
    };
    expect(await countRowsWritten(stub, nothing)).toBe(0);
  });
});

describe("tickets and identity", () => {
  test("E12 a ticket opens one socket: while it is open, and after it closed", async () => {
    const { id, people } = await two();
    const page = await RoomClient.open(id, people.bob, undefined, { jti: "ticket-1" });
    expect(await (await upgrade(id, people.bob, { jti: "ticket-1" })).json()).toBe("ticket_used");
    page.socket.close(1000, "done");
    await page.untilClosed();
    expect(await (await upgrade(id, people.bob, { jti: "ticket-1" })).json()).toBe("ticket_used");
  });

  test("E13 a stranger gets no socket and sends no command", async () => {
    const { id, stub } = await two();
    const stranger = newPerson("Stranger");
    expect(await (await upgrade(id, stranger)).json()).toBe("not_found");
    expect(await stub.submit(stranger, { client: "client-x1", commands: [] })).toEqual({
      ok: false,
      error: "not_found",
    });
  });

  test("E14 ending a session closes its sockets at once", async () => {
    const { stub, bob, people } = await two();
    await stub.revokeSession(people.bob.session);
    expect(await bob.untilClosed()).toBe(4403);
  });

  test("E15 a socket whose token has expired receives nothing more", async () => {
    const { id, alice } = await two();
    const eve = { ...newPerson("Eve"), tokenExpiresAt: Date.now() + 1_500 };
    const page = await RoomClient.join(id, eve);
    await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(eve.tokenExpiresAt), { timeout: 5_000 });
    await alice.command("say", { text: "after the end" });
    expect(await page.untilClosed()).toBe(4401);
    expect(page.state.chat.some((line) => line.text === "after the end")).toBe(false);
  });
});

const say = (n: number, text: unknown) => ({ type: "command", n, since: 0, floor: 1, name: "say", data: { text } });

describe("bad frames", () => {
  const deep = JSON.stringify({
    type: "signal",
    name: "typing",
    data: { a: { b: { c: { d: { e: { f: { g: { h: 1 } } } } } } } },
  });
  test.each([
    ["no JSON", "{"],
    ["an array", "[]"],
    ["no type", "{}"],
    ["an unknown type", '{"type":"shout"}'],
    ["too deep", deep],
    ["a foreign key", '{"type":"held","seq":1,"extra":true}'],
    ["a wrong type of a field", '{"type":"held","seq":"1"}'],
    ["a fraction", '{"type":"held","seq":1.5}'],
    ["not a number", '{"type":"held","seq":NaN}'],
    ["a lone surrogate", '{"type":"signal","name":"\\ud800","data":{}}'],
    ["a prototype", '{"type":"signal","name":"typing","data":{"__proto__":{"on":true}}}'],
  ])("E16 %s is refused, changes nothing, and three of them close the socket", async (_what, text) => {
    const { bob, alice } = await two();
    const before = alice.live.have;
    for (let times = 0; times < 3; times++) bob.send(text);
    expect(await bob.untilClosed()).toBe(4400);
    expect(bob.frames.filter((frame) => frame.type === "reject")).toHaveLength(3);
    expect(alice.live.have).toBe(before);
  });

  test("E17 a frame over 64 KiB closes the socket", async () => {
    const { bob } = await two();
    bob.send(JSON.stringify({ type: "signal", name: "typing", data: { on: "x".repeat(66_000) } }));
    expect(await bob.untilClosed()).toBe(4413);
  });

  test("E18 binary frames are malformed", async () => {
    const { bob } = await two();
    bob.socket.send(new Uint8Array([1, 2, 3]));
    await bob.until(() => bob.last("reject") !== undefined);
    expect(bob.last("reject")).toEqual({ type: "reject", n: null, code: "malformed" });
  });

  test("E19 nothing but hello is heard before hello", async () => {
    const { id, people } = await two();
    const page = await RoomClient.open(id, people.bob);
    page.send({ type: "command", n: 1, since: 0, floor: 1, name: "say", data: { text: "too early" } });
    await page.until(() => page.last("reject") !== undefined);
    expect(page.last("reject")).toMatchObject({ code: "hello_first" });
  });

  test("E20 a command with a usable n and a bad body settles as malformed", async () => {
    const { bob } = await two();
    bob.send({ type: "command", n: 1, since: 0, floor: 1, name: "say" });
    await bob.until(() => bob.last("reject") !== undefined);
    expect(bob.last("reject")).toEqual({ type: "reject", n: 1, code: "malformed" });
  });

  test("E51 commands in one frame are settled as if each had come alone, and what happens leaves as one", async () => {
    const { bob } = await two();
    const before = bob.frames.length;
    const commands = [say(1, "one"), { ...say(2, "two"), floor: "?" }, say(3, ""), say(4, "four"), say(1, "one")];
    bob.send({ type: "commands", commands });
    await bob.until(() => bob.frames.some((frame) => frame.type === "ack"));
    const told = bob.frames.slice(before).filter(({ type }) => type !== "presence");
    expect(told).toMatchObject([
      { type: "events", events: [{ by: { n: 1 } }, { by: { n: 4 } }] },
      { type: "reject", n: 2, code: "malformed" },
      { type: "reject", n: 3, code: "invalid" },
      { type: "ack", n: 1 },
    ]);
  });

  test("E51 an empty frame, and one with more than commands, is malformed", async () => {
    const { bob } = await two();
    const rejects = () => bob.frames.filter((frame) => frame.type === "reject");
    bob.send({ type: "commands", commands: [] });
    bob.send({ type: "commands", commands: [1], more: true });
    await bob.until(() => rejects().length === 2);
    expect(rejects()).toEqual(Array.from({ length: 2 }, () => ({ type: "reject", n: null, code: "malformed" })));
  });

  test("E21 a flood is slowed down, and closed after a hundred times", async () => {
    const { bob } = await two();
    for (let n = 1; n <= 200; n++)
      bob.send({ type: "command", n, since: 0, floor: n, name: "say", data: { text: "flood" } });
    expect(await bob.untilClosed()).toBe(4429);
    expect(
      bob.frames.filter((frame) => frame.type === "reject" && frame.code === "too_fast").length,
    ).toBeGreaterThanOrEqual(99);
  });

  test("E22 identity is what the ticket says: an auth frame with a foreign or forged token closes the socket", async () => {
    const { bob } = await two();
    bob.send({ type: "auth", token: "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1c3IifQ." });
    expect(await bob.untilClosed()).toBe(4401);
  });
});

describe("effects", () => {
  test("L31 receipts reach each streak exactly once, though room and streak are killed in between", async () => {
    holdClock();
    const { stub, alice, bob, people } = await two(SHORT);
    await alice.drive("start");
    pass(SHORT.focusMs + 1);
    await showLife([alice, bob]);
    await runDurableObjectAlarm(stub);
    for (const user of [people.alice.user, people.bob.user]) await evictDurableObject(env.STREAKS.getByName(user));
    await evictDurableObject(stub, { webSockets: "hibernate" });
    // As after a crash between the answers of the streaks and the deletion of the alarm: everything is told again.
    const attended = alice.frames
      .flatMap((frame) => (frame.type === "events" ? frame.events : []))
      .find(({ name }) => name === "attended");
    await runInDurableObject(stub, (_room, { storage }) => {
      storage.sql.exec(
        "INSERT INTO alarms (kind, key, at, attempts) VALUES ('deliver', ?, 0, 0)",
        String(attended?.seq),
      );
    });
    await evictDurableObject(stub, { webSockets: "hibernate" });
    await runInDurableObject(stub, (room) => room.alarm());
    for (const user of [people.alice.user, people.bob.user]) {
      const streak = openStreak(env.STREAKS, user);
      const on = (await streak.describe()).today.on;
      const { evidence } = await streak.explain(on);
      const receipts = evidence.filter((one) => one.kind === "receipt");
      expect(receipts).toMatchObject([{ activeMs: SHORT.focusMs }]);
    }
  });

  test("L33 ten minutes together keep the day of everyone who was there", async () => {
    holdClock();
    const STEP_MS = 40_000;
    const { stub, alice, bob, people } = await two({ ...PLAN, focusMs: 12 * MINUTE_MS });
    await alice.drive("start");
    for (let passedMs = 0; passedMs <= 12 * MINUTE_MS; passedMs += STEP_MS) {
      pass(STEP_MS);
      await showLife([alice, bob]);
    }
    await runDurableObjectAlarm(stub);
    for (const user of [people.alice.user, people.bob.user]) {
      const streak = await openStreak(env.STREAKS, user).describe();
      expect(streak).toMatchObject({ current: 1, today: { state: "kept", minutes: 12 } });
    }
  });

  test("L32 the directory learns title, members, plan and schedule", async () => {
    const { id, stub, alice } = await two();
    await env.DB.prepare(
      "INSERT INTO rooms (id, title, visibility, plan, open_chat, created_by, seq, live, present, member_count, active_at, created_at) VALUES (?, 'old', 'public', '{}', 0, 'usr_x', 0, 0, 0, 0, 0, 0)",
    )
      .bind(id)
      .run();
    await alice.drive("start");
    await vi.waitFor(async () => {
      await runDurableObjectAlarm(stub);
      const row = await env.DB.prepare("SELECT * FROM rooms WHERE id = ?").bind(id).first();
      expect(row).toMatchObject({ title: "Thesis hours", member_count: 2, present: 2, live: 1 });
      expect(JSON.parse(String(row?.["schedule"]))).toMatchObject({ index: 0, lengthMs: 25 * MINUTE_MS });
    });
  });
});

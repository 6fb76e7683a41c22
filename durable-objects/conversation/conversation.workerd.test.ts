// The conversation in workerd: visible history, membership on live sockets, rows, old pages, blocks, effects. Ids C… are of SPEC.md.
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, test, vi } from "vitest";
import { hashOf } from "../shell/state-hash.ts";
import { countRowsWritten } from "../shell/rows-written.fixture.ts";
import { ConversationPage, newPerson, openConversation, upgrade } from "./conversation-client.fixture.ts";

afterEach(() => {
  vi.useRealTimers();
});

/** In the middle of ten minutes, so that no activity is due to be told. */
const holdClock = () => vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2036-11-16T08:02:00Z") });
const pass = (ms: number) => vi.setSystemTime(Date.now() + ms);

const three = async (options: Parameters<typeof openConversation>[1] = {}) => {
  const people = [newPerson("Alice"), newPerson("Bob"), newPerson("Carol")] as const;
  const { id, stub } = await openConversation(people.slice(0, options.kind === "direct" ? 2 : 3), options);
  const [alice, bob] = [await ConversationPage.open(id, people[0]), await ConversationPage.open(id, people[1])];
  return { id, stub, people, alice, bob };
};

const sealed = (ciphertext: string) => ({ body: { kind: "sealed", epoch: 3, ciphertext } });

describe("visible history", () => {
  test("C19 a newcomer's welcome begins where they came in, and later events fold to everyone's view from there", async () => {
    const { id, stub, alice, people } = await three({ history: "from_join" });
    for (let index = 0; index < 5; index++) await alice.say(`before ${index}`);
    const dan = newPerson("Dan");
    await stub.addMembers(people[0].user, [{ user: dan.user, name: "Dan" }]);
    const from =
      (await runInDurableObject(stub, (_, { storage }) => storage.sql.exec("SELECT 1").toArray())).length + 6;
    const page = await ConversationPage.open(id, dan);
    const welcome = page.last("welcome");
    expect(welcome).toMatchObject({ from });
    expect(JSON.stringify(page.frames)).not.toContain("before");
    expect(welcome?.stateHash).toBe(hashOf(page.state));
    await alice.say("after");
    await page.until(() => page.live.have === alice.live.have);
    expect(page.texts()).toEqual(["after"]);
    const again = await ConversationPage.open(id, dan);
    expect(again.last("welcome")?.stateHash).toBe(hashOf(page.state));
    const history = await stub.messages(dan.user, null, 100);
    expect(history.ok && history.value.items.map(({ seq }) => seq)).toEqual([from + 1]);
  });

  test("C22 whoever was removed and comes back sees from the new beginning on, not what they held before", async () => {
    const { id, stub, alice, bob, people } = await three({ history: "from_join" });
    await alice.say("first time");
    await bob.until(() => bob.live.have === alice.live.have);
    await stub.removeMember(people[0].user, people[1].user);
    expect(await bob.untilClosed()).toBe(4404);
    await alice.say("behind their back");
    await stub.addMembers(people[0].user, [{ user: people[1].user, name: "Bob" }]);
    const back = await ConversationPage.open(id, people[1], bob.live);
    expect(back.texts()).toEqual([]);
    expect(back.last("welcome")?.stateHash).toBe(hashOf(back.state));
  });

  test("C23 a slow reader who claims to hold nothing gets nothing from before they came", async () => {
    const { id, stub, alice, people } = await three({ history: "from_join" });
    await alice.say("secret");
    const dan = newPerson("Dan");
    await stub.addMembers(people[0].user, [{ user: dan.user, name: "Dan" }]);
    const page = await ConversationPage.open(id, dan);
    page.send({ type: "held", seq: 0 });
    await alice.say("open");
    await page.until(() => page.texts().includes("open"));
    expect(JSON.stringify(page.frames)).not.toContain("secret");
  });

  test("C35 what becomes of a message from before a newcomer's time reaches them as a place in the order and nothing else", async () => {
    const { id, stub, alice, bob, people } = await three({ history: "from_join" });
    const old = await alice.said("from before");
    const dan = newPerson("Dan");
    await stub.addMembers(people[0].user, [{ user: dan.user, name: "Dan" }]);
    const page = await ConversationPage.open(id, dan);
    const edit = (text: string) => alice.command("edit", { seq: old, body: { kind: "plain", text } });
    await edit("secret, while they look");
    await bob.command("react", { seq: old, emoji: "🤫", on: true });
    await page.until(() => page.live.have === alice.live.have);
    const { live } = page;
    page.socket.close(1000, "closed");
    await page.untilClosed();
    await edit("secret, while they are away");
    await alice.command("remove", { seq: old });
    const again = await ConversationPage.open(id, dan, live);
    expect(again.last("welcome")?.snapshot).toBeNull();
    const known = JSON.stringify([...page.frames, ...again.frames]);
    expect([known.includes("secret"), known.includes("🤫")]).toEqual([false, false]);
    const seen = [...page.frames, ...again.frames].flatMap((frame) => (frame.type === "events" ? frame.events : []));
    expect(seen.map(({ name }) => name)).toEqual(["withheld", "withheld", "withheld", "removed"]);
    expect(seen[0]).toMatchObject({ by: null, data: {} });
    expect(again.last("welcome")?.stateHash).toBe(hashOf(again.state));
    expect(JSON.stringify(bob.frames)).toContain("while they are away");
  });

  test("C24 sealed bodies are carried as they are, and whoever holds part of the log gets the rest of it, never a snapshot", async () => {
    holdClock();
    const { id, alice, people } = await three({ encryption: "mls" });
    expect(await alice.command("send", { body: { kind: "plain", text: "no" } })).toMatchObject({
      code: "wrong_encryption",
    });
    await alice.command("send", sealed("AAAA"));
    const first = await ConversationPage.open(id, people[2]);
    const { live } = first;
    first.socket.close(1000, "closed");
    await first.untilClosed();
    for (let index = 0; index < 120; index++) {
      await alice.command("send", sealed("QUJD"));
      pass(50);
    }
    const again = await ConversationPage.open(id, people[2], live);
    expect(again.last("welcome")?.snapshot).toBeNull();
    const replayed = again.frames.flatMap((frame) => (frame.type === "events" ? frame.events : []));
    expect(replayed).toHaveLength(120);
    expect(again.state.messages.at(-1)?.body).toEqual({ kind: "sealed", epoch: 3, ciphertext: "QUJD" });
  });
});

describe("membership on live sockets", () => {
  test("C25 a removed member is cut off in the same turn: nothing sent behind it arrives", async () => {
    const { stub, alice, bob, people } = await three();
    const removal = alice.command("remove_member", { user: people[1].user });
    const said = alice.say("without Bob");
    expect((await removal).ok && (await said).ok).toBe(true);
    expect(await bob.untilClosed()).toBe(4404);
    expect(JSON.stringify(bob.frames)).not.toContain("without Bob");
    expect((await stub.submit(people[1], { client: "client-of-bob", commands: [] })).ok).toBe(false);
  });

  test("C12 a stranger and an ex-member get no socket, no history, no unread and no command", async () => {
    const { id, stub, people, alice } = await three();
    await alice.say("private");
    await stub.removeMember(people[2].user, people[2].user);
    for (const outsider of [newPerson("Eve"), people[2]]) {
      expect((await upgrade(id, outsider)).status).toBe(200);
      const answers = [
        await stub.look(outsider.user, 0),
        await stub.glance(outsider.user, 0),
        await stub.messages(outsider.user, null, 10),
        await stub.submit(outsider, { client: "client-outside", commands: [] }),
      ];
      expect(answers.map((answer) => answer.ok)).toEqual([false, false, false, false]);
      expect(await stub.unreadFor(outsider.user, 0)).toBeNull();
      expect((await stub.addMembers(outsider.user, [{ user: outsider.user, name: "Eve" }])).ok).toBe(false);
    }
  });
});

describe("cost", () => {
  test("C26 a message is one row; an edit, a removal and a reaction are two; signals and presence are none", async () => {
    holdClock();
    const { stub, alice, bob } = await three();
    await runDurableObjectAlarm(stub);
    const seq = await alice.said("first of these ten minutes");
    await runDurableObjectAlarm(stub);
    expect(await countRowsWritten(stub, () => alice.say("one row"))).toBe(1);
    const body = { kind: "plain", text: "edited" };
    expect(await countRowsWritten(stub, () => alice.command("edit", { seq, body }))).toBe(2);
    expect(await countRowsWritten(stub, () => bob.command("react", { seq, emoji: "👍", on: true }))).toBe(2);
    expect(await countRowsWritten(stub, () => alice.command("remove", { seq }))).toBe(2);
    expect(await countRowsWritten(stub, () => bob.command("read", { upTo: seq }))).toBe(1);
    const silent = await countRowsWritten(stub, async () => {
      bob.signal("typing", { on: true });
      bob.signal("visible", { on: false });
      bob.signal("read", { upTo: seq });
      bob.signal("watch", {});
      await alice.until(() => alice.last("signal")?.name === "read");
      await bob.command("react", { seq, emoji: "👍", on: true });
    });
    expect(silent).toBe(0);
  });

  test("C11 a second marker within a minute is refused, settles nothing, and is written when its time has come", async () => {
    holdClock();
    const { alice, bob } = await three();
    const first = await alice.said("one");
    expect(await bob.command("read", { upTo: first })).toMatchObject({ ok: true });
    const second = await alice.said("two");
    const entry = bob.live.compose("read", { upTo: second });
    for (const frame of bob.live.enqueue(entry)) bob.send(frame);
    await bob.until(() => bob.last("reject") !== undefined);
    expect(bob.last("reject")).toMatchObject({ n: entry.n, code: "too_fast", retryAfterMs: 60_000 });
    expect(bob.live.pending).toHaveLength(1);
    pass(60_000);
    for (const frame of bob.live.resend()) bob.send(frame);
    await bob.until(() => bob.live.pending.length === 0);
    expect(bob.state.markers).toMatchObject({ [bob.last("welcome")?.self.user ?? ""]: second });
  });
});

describe("the past", () => {
  test("C27 pages hold what became of their messages, newest page first, without gap or repeat", async () => {
    holdClock();
    const { stub, alice, bob, people } = await three();
    const seqs: number[] = [];
    for (let index = 0; index < 70; index++) {
      seqs.push(await alice.said(`line ${index}`));
      pass(50);
    }
    const [first = 0, second = 0] = seqs;
    await alice.command("edit", { seq: first, body: { kind: "plain", text: "line 0, edited" } });
    await bob.command("react", { seq: first, emoji: "🎉", on: true });
    await alice.command("remove", { seq: second });
    const found: number[] = [];
    let before: number | null = null;
    do {
      const answer: Awaited<ReturnType<typeof stub.messages>> = await stub.messages(people[1].user, before, 30);
      if (!answer.ok) throw new Error(answer.error);
      expect(answer.value.asOf).toBe(alice.live.have);
      found.unshift(...answer.value.items.map(({ seq }) => seq));
      before = answer.value.before;
      if (before === null) {
        expect(answer.value.items.slice(0, 2)).toMatchObject([
          { body: { text: "line 0, edited" }, reactions: [{ emoji: "🎉", users: [people[1].user] }] },
          { body: null, reactions: [] },
        ]);
      }
    } while (before !== null);
    expect(found).toEqual(seqs);
  });

  test("C21 what an inbox is told is unread equals the definition, also when it has to be read from the log", async () => {
    const { stub, alice, people } = await three();
    const seqs: number[] = [];
    for (let index = 0; index < 30; index++) seqs.push(await alice.said(`line ${index}`));
    const carol = people[2].user;
    expect(await stub.unreadFor(carol, 0)).toMatchObject({ count: 30, head: alice.live.have });
    await alice.command("remove", { seq: seqs[29] });
    await evictDurableObject(stub, { webSockets: "hibernate" });
    expect(await stub.unreadFor(carol, 0)).toMatchObject({ count: 29 });
    expect(await stub.unreadFor(carol, seqs[9] ?? 0)).toMatchObject({ count: 19 });
    expect(await stub.unreadFor(people[0].user, 0)).toMatchObject({ count: 0 });
  });
});

describe("blocks", () => {
  test("C18 a block takes effect on open sockets: no message, typing, marker or presence passes, and none is told why", async () => {
    const { stub, alice, bob, people } = await three({ kind: "direct" });
    await alice.until(() => alice.last("presence")?.members.length === 2);
    await stub.setBlocked(people[0].user, true);
    await bob.until(() => bob.last("presence")?.members.length === 1);
    await alice.until(() => alice.last("presence")?.members.length === 1);
    const before = alice.frames.length;
    bob.signal("typing", { on: true });
    bob.signal("read", { upTo: 1 });
    expect(await bob.say("hello?")).toMatchObject({ ok: false, code: "blocked" });
    expect(await alice.say("hello?")).toMatchObject({ ok: false, code: "blocked" });
    expect(alice.frames.slice(before).map(({ type }) => type)).toEqual(["reject"]);
    await evictDurableObject(stub, { webSockets: "hibernate" });
    expect(await bob.say("still?")).toMatchObject({ ok: false, code: "blocked" });
    await stub.setBlocked(people[0].user, false);
    expect(await bob.say("again")).toMatchObject({ ok: true });
  });
});

describe("presence", () => {
  test("C28 everybody sees who is here; a closed page is reconnecting for ten seconds, then gone, and writes no event", async () => {
    holdClock();
    const { alice, bob, people } = await three();
    await alice.until(() => alice.last("presence")?.members.length === 2);
    const { have } = alice.live;
    bob.socket.close(1000, "closed");
    await bob.untilClosed();
    alice.signal("watch", {});
    const bobIs = () => alice.last("presence")?.members.find(({ user }) => user === people[1].user)?.state ?? "gone";
    await alice.until(() => bobIs() === "reconnecting");
    pass(10_000);
    alice.signal("watch", {});
    await alice.until(() => bobIs() === "gone");
    expect(alice.live.have).toBe(have);
  });
});

describe("effects", () => {
  test("C29 a stranger's first words are a request; answering accepts it", async () => {
    const people = [newPerson("Alice"), newPerson("Bob")] as const;
    const { id, stub } = await openConversation(people, { kind: "direct", requestOf: people[1].user });
    const alice = await ConversationPage.open(id, people[0]);
    const isRequest = async () => {
      const seen = await stub.look(people[1].user, 0);
      return seen.ok && seen.value.request;
    };
    expect(await isRequest()).toBe(true);
    await alice.say("may I?");
    await runDurableObjectAlarm(stub);
    const bob = await ConversationPage.open(id, people[1]);
    await bob.say("of course");
    expect(await isRequest()).toBe(false);
  });

  test("C30 the directory learns title and members at once, activity with the first message of ten minutes", async () => {
    holdClock();
    const { stub, alice } = await three();
    await runDurableObjectAlarm(stub);
    const alarmAt = () => runInDurableObject(stub, (_, { storage }) => storage.getAlarm());
    await alice.say("first");
    expect(await alarmAt()).not.toBeNull();
    pass(1_000);
    await runDurableObjectAlarm(stub);
    await alice.say("second");
    expect(await alarmAt()).toBeNull();
    await alice.command("rename", { title: "Renamed" });
    expect(await alarmAt()).not.toBeNull();
  });
});

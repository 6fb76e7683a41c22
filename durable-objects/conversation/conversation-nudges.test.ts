// Who is told what is unread, and how often.
import { expect, test } from "vitest";
import type { ConversationState } from "#core/protocol/conversations.ts";
import { identityOf, Page } from "../shell/model-world.fake.ts";
import { ConversationWorld } from "./conversation-world.fake.ts";

const settle = (...pages: readonly Page<ConversationState>[]): void => {
  while (pages.some((page) => page.pump()));
};
const idle = () => new Promise<void>((resolve) => setImmediate(resolve));

const begin = () => {
  const world = new ConversationWorld("all");
  const page = new Page(world, 0, "client-of-0");
  page.connect();
  settle(page);
  const say = async (text: string) => {
    page.command("send", { body: { kind: "plain", text } });
    settle(page);
    await idle();
  };
  const told = () => world.nudged.splice(0).map(({ user, unread }) => [user, unread.count]);
  return { world, page, say, told };
};
const [one, two, three, warden] = [1, 2, 3, 4].map((index) => identityOf(index).user);

test("C31 after a wake every member who has it not open is told once; whoever is offline is not told again", async () => {
  const { world, say, told } = begin();
  world.offline.add(identityOf(2).user).add(identityOf(3).user).add(identityOf(4).user);
  await say("first");
  expect(told()).toEqual([
    [warden, 1],
    [one, 1],
    [two, 1],
    [three, 1],
  ]);
  world.runUntil(world.machine.nowMs + 2_000);
  await say("second");
  expect(told()).toEqual([[one, 2]]);
  world.evict();
  world.runUntil(world.machine.nowMs + 2_000);
  await say("third");
  expect(told().map(([user]) => user)).toEqual([warden, one, two, three]);
});

test("C31 an inbox that says hello is told from then on, with the private marker it came with, and reads the count", async () => {
  const { world, say, told } = begin();
  for (const index of [1, 2, 3, 4]) world.offline.add(identityOf(index).user);
  await say("first");
  told();
  const unread = world.ask((actor) => actor.unreadFor(identityOf(2).user, 0));
  expect(unread).toMatchObject({ count: 1 });
  world.ask((actor) => actor.unreadFor(identityOf(3).user, unread?.head ?? 0));
  world.offline.clear();
  world.runUntil(world.machine.nowMs + 2_000);
  await say("second");
  expect(told()).toEqual([
    [two, 2],
    [three, 1],
  ]);
});

test("C31 messages in quick succession are told at once and then every two seconds, the last of them too", async () => {
  const { world, say, told } = begin();
  await say("first");
  expect(told()).toHaveLength(4);
  for (let index = 0; index < 10; index++) {
    world.runUntil(world.machine.nowMs + 100);
    await say(`line ${index}`);
  }
  expect(told()).toEqual([]);
  world.runUntil(world.machine.nowMs + 1_500);
  await world.alarm();
  expect(told()).toEqual([warden, one, two, three].map((user) => [user, 11]));
});

test("C31 a clock that is set back by an hour holds up nobody who is to be told", async () => {
  const { world, say, told } = begin();
  await say("first");
  expect(told()).toHaveLength(4);
  world.machine.nowMs -= 3_600_000;
  await say("second");
  expect(told()).toEqual([warden, one, two, three].map((user) => [user, 2]));
});

test("C31 reading on one device tells the reader's other devices at once", async () => {
  const { world, say, told } = begin();
  const reader = new Page(world, 1, "client-of-1");
  reader.connect();
  settle(reader);
  await say("first");
  settle(reader);
  told();
  reader.command("read", { upTo: reader.live.have });
  settle(reader);
  await idle();
  expect(told()).toEqual([[one, 0]]);
});

test("C34 an edit of the newest message is told to inboxes with its words, an edit of an older one is not", async () => {
  const { world, page, say } = begin();
  await say("frist");
  const frist = page.live.have;
  const edit = async (seq: number, text: string) => {
    world.runUntil(world.machine.nowMs + 2_000);
    page.command("edit", { seq, body: { kind: "plain", text } });
    settle(page);
    await idle();
    return world.nudged.splice(0).map(({ unread }) => [unread.count, unread.last?.text, unread.last?.kind]);
  };
  world.nudged.length = 0;
  expect(await edit(frist, "first")).toEqual(Array.from({ length: 4 }, () => [1, "first", "plain"]));
  world.runUntil(world.machine.nowMs + 2_000);
  await say("second");
  world.nudged.length = 0;
  expect(await edit(frist, "First")).toEqual([]);
});

test("C40 C34 an edit that names somebody is told to them, however old the message; it ends with its removal, or when it was read", async () => {
  const { world, page, say } = begin();
  await say("first");
  const first = page.live.have;
  await say("second");
  const ask = async (name: string, data: object) => {
    world.runUntil(world.machine.nowMs + 2_000);
    world.nudged.length = 0;
    page.command(name, { seq: first, ...data });
    settle(page);
    await idle();
    return world.nudged.find(({ user }) => user === one)?.unread;
  };
  const body = { kind: "plain", text: "@One" };
  expect(await ask("edit", { body, mentions: [one] })).toMatchObject({ count: 2, named: 1 });
  const read = world.ask((actor) => actor.unreadFor(identityOf(1).user, first));
  expect(read).toMatchObject({ count: 1, named: 0 });
  expect(await ask("remove", {})).toMatchObject({ count: 1, named: 0 });
});

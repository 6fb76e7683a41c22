// What comes in while a flush waits, in a conversation with so many readers that flushes do wait.
import { expect, test } from "vitest";
import type { ConversationState } from "#core/protocol/conversations.ts";
import type { Down } from "../relay/lines.ts";
import { Page } from "../shell/model-world.fake.ts";
import { ConversationWorld } from "./conversation-world.fake.ts";

const READERS = 60;

type Writer = Page<ConversationState>;

const settle = (...pages: Writer[]): void => {
  for (const page of pages) while (page.pump());
};

/** A conversation in which events are gathered for some milliseconds, and those who write in it. */
const busy = (): { world: ConversationWorld; writers: [Writer, Writer] } => {
  const world = new ConversationWorld("all");
  const enter = (person: number, client: string): Writer => {
    const page: Writer = new Page(world, person, client);
    page.connect();
    settle(page);
    return page;
  };
  const writers: [Writer, Writer] = [enter(0, "client-one"), enter(1, "client-two")];
  for (let index = 0; index < READERS; index++) enter(2, `client-reader-${index}`);
  for (let index = 0; index < 12; index++) say(world, writers[0], `before ${index}`);
  pass(world);
  settle(...writers);
  pass(world);
  // The first words after a pause go at once, and what follows them waits.
  say(world, writers[0], "opens the window");
  return { world, writers };
};

const pass = (world: ConversationWorld): void => world.runUntil(world.machine.nowMs + 100);

/** Its frame reaches the actor. */
const say = (world: ConversationWorld, page: Writer, text: string): void => {
  page.command("send", { body: { kind: "plain", text } });
  arrive(world, page);
};
const arrive = (world: ConversationWorld, page: Writer): void => {
  for (const frame of page.toServer.splice(0)) if (page.socket !== null) world.message(page.socket, frame);
};

const said = (world: ConversationWorld): string[] =>
  world.log().flatMap(({ name, data }) => (name === "sent" ? [(data as { body: { text: string } }).body.text] : []));
const rows = (world: ConversationWorld): number =>
  world.machine.host.sql.exec<{ count: number }>("SELECT count(*) AS count FROM segments").one().count;

test("E53 commands that come while a flush waits happen with it, in the order in which they came, in one row", () => {
  const { world, writers } = busy();
  const [one, two] = writers;
  const before = rows(world);
  say(world, one, "first");
  say(world, two, "second");
  say(world, one, "third");
  expect(world.actor()?.head).toBe(world.log().length);
  pass(world);
  expect(said(world).slice(-3)).toEqual(["first", "second", "third"]);
  expect(rows(world)).toBe(before + 1);
  settle(one, two);
  expect(one.live.pending).toEqual([]);
});

test("E53 a signal is heard behind the command that came before it", () => {
  const { world, writers } = busy();
  const [one] = writers;
  say(world, one, "first");
  one.signal("visible", { on: true });
  arrive(world, one);
  expect(world.actor()?.head).toBe(world.log().length + 1);
  pass(world);
  expect(said(world).at(-1)).toBe("first");
});

test("E53 what is refused keeps nobody waiting who speaks after it", () => {
  const { world, writers } = busy();
  const [one] = writers;
  one.command("send", { body: { kind: "plain", text: "" } });
  arrive(world, one);
  pass(world);
  settle(one);
  expect(world.sent.at(-1)?.result).toMatchObject({ ok: false });
  say(world, one, "goes on");
  say(world, one, "and on");
  pass(world);
  expect(said(world).slice(-2)).toEqual(["goes on", "and on"]);
});

test("E53 a page that says something and closes has said it", () => {
  const { world, writers } = busy();
  say(world, writers[0], "last words");
  writers[0].die();
  pass(world);
  expect(said(world).at(-1)).toBe("last words");
});

test("E53 whoever leaves says nothing behind it, and what was said before it stands", () => {
  const { world, writers } = busy();
  const [one, two] = writers;
  say(world, one, "before");
  one.command("leave", {});
  arrive(world, one);
  say(world, one, "too late");
  say(world, two, "after");
  pass(world);
  expect(said(world).slice(-2)).toEqual(["before", "after"]);
  expect(
    world
      .log()
      .map(({ name }) => name)
      .slice(-3),
  ).toEqual(["sent", "left", "sent"]);
});

test("E53 a call of the Worker finds what has come before it", () => {
  const { world, writers } = busy();
  say(world, writers[0], "already here");
  const page = world.ask((actor) => actor.history(writers[1].user as never, null, 1));
  expect(page?.items[0]?.body).toMatchObject({ text: "already here" });
});

test("E53 a relay hears that its batch is done behind what was unread before it", async () => {
  const { world, writers } = busy();
  const heard: Down[] = [];
  world.relays.relay = () => ({
    down: async (_line, _no, items) => {
      heard.push(...items);
      return { members: 0, audience: 0 };
    },
    greet: async () => ({ members: 0, audience: 0 }),
    look: async () => [],
    revokeSession: async () => {},
  });
  const line = { place: 1, line: "line-one", crowd: { audience: 0, came: [] } };
  world.ask((actor) => actor.relays.answer({ kind: "open", ...line, held: null, members: [] }));
  say(world, writers[0], "opens the window again");
  say(world, writers[0], "first");
  world.ask((actor) => actor.relays.answer({ kind: "up", ...line, batch: 1, items: [] }));
  pass(world);
  await Promise.resolve();
  expect(heard.map(({ kind }) => kind)).toEqual(["events", "done"]);
});

test("G2 what waits to be read is lost with the instance, and said again", () => {
  const { world, writers } = busy();
  const [one] = writers;
  say(world, one, "twice sent");
  world.kill();
  one.connect();
  settle(one);
  pass(world);
  settle(one);
  expect(said(world).filter((text) => text === "twice sent")).toHaveLength(1);
  expect(one.live.pending).toEqual([]);
});

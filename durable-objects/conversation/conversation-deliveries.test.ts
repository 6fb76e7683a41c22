// Whether what was said has arrived on the other side: who is told, and who is not.
import { expect, test } from "vitest";
import type { ConversationState } from "#core/protocol/conversations.ts";
import type { ServerFrame } from "#core/protocol/frames.ts";
import type { Received } from "#core/domain/live-client.ts";
import { identityOf, Page } from "../shell/model-world.fake.ts";
import { ConversationWorld } from "./conversation-world.fake.ts";

class Listener extends Page<ConversationState> {
  readonly heard: { readonly by: string; readonly data: unknown }[] = [];
  /** What came behind the latest welcome, in order. */
  greeting: string[] = [];

  protected override took(frame: ServerFrame, received: Received): void {
    super.took(frame, received);
    if (frame.type === "welcome") this.greeting = [];
    this.greeting.push(frame.type === "signal" ? frame.name : frame.type);
    if (frame.type === "signal" && frame.name === "got") this.heard.push({ by: frame.by, data: frame.data });
  }
}

const [lena, mara] = [identityOf(0).user, identityOf(1).user];

const settle = (...pages: readonly Listener[]) => {
  while (pages.some((page) => page.pump()));
};

const begin = (world = new ConversationWorld("all", { requestOf: null })) => {
  const enter = (person: number, client: string): Listener => {
    const page = new Listener(world, person, client);
    page.connect();
    settle(page);
    return page;
  };
  const author = enter(0, "client-author");
  const holder = enter(1, "client-holder");
  const all = [author, holder];
  const say = (text: string): number => {
    author.command("send", { body: { kind: "plain", text } });
    settle(...all);
    return holder.live.have;
  };
  const got = (page: Listener, seq: number) => {
    page.signal("got", { seq });
    settle(page, ...all);
  };
  const heard = () => author.heard.splice(0);
  const changes = () => world.machine.host.sql.exec<{ n: number }>("SELECT total_changes() AS n").toArray()[0]?.n;
  return { world, enter, author, holder, say, got, heard, changes };
};

test("C42 the author is told what the other's device holds, once, and never of what is not there; nothing is stored", () => {
  const { holder, author, enter, say, got, heard, changes } = begin();
  const seq = say("Row nine is yours.");
  const before = changes();
  expect(before).toBeGreaterThan(0);
  got(holder, seq);
  expect(heard()).toEqual([{ by: mara, data: { seq } }]);
  got(holder, seq);
  got(holder, seq - 1);
  got(holder, seq + 1);
  got(enter(1, "client-second"), seq);
  expect(heard()).toEqual([]);
  expect(holder.heard).toEqual([]);
  expect(changes()).toBe(before);
  expect(author.live.have).toBe(seq);
});

test("C42 whoever comes later is told behind the welcome what the other's device holds, also after a hibernation", () => {
  const { world, author, holder, say, got, heard } = begin();
  const seq = say("Row nine is yours.");
  got(holder, seq);
  heard();
  author.cut();
  world.evict();
  author.connect();
  settle(author);
  expect(heard()).toEqual([{ by: mara, data: { seq } }]);
  expect(author.greeting.slice(0, 3)).toEqual(["welcome", "presence", "got"]);
  holder.cut();
  author.cut();
  author.connect();
  settle(author);
  expect(heard()).toEqual([]);
});

test("C43 nothing of it goes between two who are blocked, at once or behind a welcome", () => {
  const { world, author, holder, say, got, heard } = begin();
  const first = say("Row nine is yours.");
  const second = say("It has the window.");
  got(holder, first);
  heard();
  world.ask((actor) => actor.setBlocked(lena, true));
  got(holder, second);
  author.cut();
  author.connect();
  settle(author);
  expect(heard()).toEqual([]);
  world.ask((actor) => actor.setBlocked(lena, false));
  got(holder, second);
  expect(heard()).toEqual([{ by: mara, data: { seq: second } }]);
});

test("C43 a stranger learns nothing of it before the request is accepted", () => {
  const { world, holder, say, got, heard } = begin(new ConversationWorld("all", { requestOf: mara }));
  const seq = say("You do not know me.");
  got(holder, seq);
  expect(heard()).toEqual([]);
  world.ask((actor) => actor.settleInvitation(mara, true));
  got(holder, seq);
  expect(heard()).toEqual([{ by: mara, data: { seq } }]);
});

test("C42 in a group nobody is told", () => {
  const { holder, say, got, heard } = begin(new ConversationWorld("all"));
  got(holder, say("Row nine is yours."));
  expect(heard()).toEqual([]);
});

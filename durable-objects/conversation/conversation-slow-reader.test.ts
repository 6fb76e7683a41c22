// A reader that falls behind under load, and says at last what it holds.
import { expect, test } from "vitest";
import type { ConversationState } from "#core/protocol/conversations.ts";
import { MAX_TEXT_BYTES, MAX_UNHELD_BYTES } from "#core/protocol/limits.ts";
import { Page } from "../shell/model-world.fake.ts";
import { ConversationWorld } from "./conversation-world.fake.ts";

const READERS = 60;
const LONG = "x".repeat(MAX_TEXT_BYTES);

const enter = (world: ConversationWorld, person: number, client: string): Page<ConversationState> => {
  const page = new Page(world, person, client);
  page.connect();
  while (page.pump());
  return page;
};
const say = (page: Page<ConversationState>, text: string): void => {
  page.command("send", { body: { kind: "plain", text } });
  while (page.pump());
};

test("G1 what waits for a flush does not overtake what a slow reader missed", () => {
  const world = new ConversationWorld("all");
  const writer = enter(world, 0, "client-writer");
  const slow = enter(world, 1, "client-slow");
  // Enough readers that events are gathered for some milliseconds.
  for (let index = 0; index < READERS; index++) enter(world, 2, `client-reader-${index}`);
  const tooMuch = Math.ceil(MAX_UNHELD_BYTES / MAX_TEXT_BYTES) + 2;
  for (let index = 0; index < tooMuch; index++) {
    world.runUntil(world.machine.nowMs + 100);
    say(writer, LONG);
  }
  world.runUntil(world.machine.nowMs + 100);
  const missedFrom = world.log().length;
  say(writer, "first");
  say(writer, "waits for the flush");
  expect(world.log().length).toBeLessThan(missedFrom + 2);
  while (slow.pump());
  world.runUntil(world.machine.nowMs + 100);
  while (slow.pump());
  expect(slow.live.have).toBe(world.log().at(-1)?.seq);
});

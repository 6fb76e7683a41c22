// What looking costs a conversation that is on the screen and in which nothing happens.
import { expect, test } from "vitest";
import { Page } from "../shell/model-world.fake.ts";
import { ConversationWorld } from "./conversation-world.fake.ts";

test("C44 a look that finds nothing new writes no row and arms no timer; one that does tells everybody", () => {
  const world = new ConversationWorld("all");
  const pages = [0, 1, 2].map((person) => new Page(world, person, `client-of-${person}`));
  const [watcher, silent] = pages as [(typeof pages)[number], (typeof pages)[number]];
  const settle = () => {
    while (pages.some((page) => page.pump()));
  };
  const pass = (ms: number, alive = pages) => {
    world.runUntil(world.machine.nowMs + ms);
    for (const { socket } of alive) if (socket !== null) socket.pingedAt = world.machine.nowMs;
    settle();
  };
  const look = () => {
    watcher.signal("watch", {});
    settle();
  };
  for (const page of pages) page.connect();
  settle();
  pass(1_000);
  const { rowsWritten } = world.machine;
  look();
  expect(world.machine.hasTimers).toBe(false);
  pass(
    11_000,
    pages.filter((page) => page !== silent),
  );
  look();
  expect(world.machine.hasTimers).toBe(true);
  pass(1_000);
  expect(watcher.live.presence?.members.map(({ state }) => state)).toEqual(["here", "reconnecting", "here"]);
  expect(world.machine.rowsWritten).toBe(rowsWritten);
});

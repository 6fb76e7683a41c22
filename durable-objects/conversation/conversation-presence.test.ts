// What looking costs a conversation that is on the screen and in which nothing happens, and what a crowd is told.
import { expect, test } from "vitest";
import type { ConversationState } from "#core/protocol/conversations.ts";
import type { Presence } from "#core/protocol/frames.ts";
import type { SocketGrant } from "#core/protocol/identity.ts";
import { PRESENCE_SAMPLE_MEMBERS } from "#core/protocol/limits.ts";
import { FakeMachine } from "../shell/host.fake.ts";
import { Page } from "../shell/model-world.fake.ts";
import { Sockets } from "../shell/sockets.ts";
import { ConversationPresence } from "./conversation-presence.ts";
import { ConversationWorld } from "./conversation-world.fake.ts";

/** So many members who are all here; the last hundred look. What a newcomer is told. */
const toldIn = (members: number, presenter?: number): Presence => {
  const machine = new FakeMachine(1_000_000);
  const sockets = new Sockets(machine.host);
  const users = Array.from({ length: members }, (_, index) => `usr_${index}`);
  const grants = users.map((user) => ({ user, jti: user, tokenExpiresAt: Infinity }) as unknown as SocketGrant);
  const sessions = grants.map((grant, index) => {
    const session = sockets.accept(machine.connect(), grant);
    session.save({ visible: index >= members - 100 });
    sockets.seat(session, "page");
    return session;
  });
  const driver = presenter === undefined ? {} : { driver: { holder: users[presenter] } };
  const state = { members: users.map((user) => ({ user })), ...driver } as unknown as ConversationState;
  const [newcomer] = sessions;
  let told = "";
  if (newcomer !== undefined) {
    newcomer.socket.send = (text) => (told = text);
    new ConversationPresence(machine.host, () => ({ sockets, state, isSplit: false })).sendTo(newcomer);
  }
  return JSON.parse(told) as Presence;
};

test("C45 of a crowd everybody is told how many are here, and a sample with those who watch and whoever presents", () => {
  const { members, crowd } = toldIn(250, 3);
  expect(crowd).toEqual({ here: 250, audience: 0 });
  expect(members.map(({ user }) => user)).toEqual([
    "usr_3",
    ...Array.from({ length: PRESENCE_SAMPLE_MEMBERS }, (_, index) => `usr_${150 + index}`),
  ]);
});

test("C45 two hundred are told whole, without that word", () => {
  const { members, crowd } = toldIn(200);
  expect(crowd).toBeUndefined();
  expect(members).toHaveLength(200);
});

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

// Named cases of the inbox on the pure engine: presence, notifications, invitations, what a turn writes.
import { expect, test } from "vitest";
import { ADA, BOB, conversationId, Device, InboxWorld, START_MS } from "./inbox-world.fake.ts";

const SECOND_MS = 1_000;
const CHAT = conversationId(1);

const settle = async (world: InboxWorld, ...devices: readonly Device[]): Promise<void> => {
  for (let quiet = 0; quiet < 3;) {
    const pumped = devices.map((device) => device.pump()).some(Boolean);
    quiet = pumped || (await world.arrive(0)) ? 0 : quiet + 1;
    for (let turn = 0; turn < 8; turn++) await Promise.resolve();
  }
};
const enter = async (world: InboxWorld, client: string, identity = ADA): Promise<Device> => {
  const device = new Device(world, client, identity);
  device.connect();
  await settle(world, device);
  return device;
};
/** Time passes with live devices pinging; the platform's alarm goes off when it is due. */
const pass = async (world: InboxWorld, ms: number, ...pinging: readonly Device[]): Promise<void> => {
  const until = world.machine.nowMs + ms;
  while (world.machine.nowMs < until) {
    world.runUntil(Math.min(until, world.machine.nowMs + SECOND_MS));
    for (const { socket } of pinging) if (socket !== null) socket.pingedAt = world.machine.nowMs;
    await world.alarm();
    await settle(world, ...pinging);
  }
};
const withFriend = (): InboxWorld => {
  const world = new InboxWorld(1);
  world.audience = { shows: true, others: [{ user: BOB, shows: true }] };
  world.others[BOB] = { online: true, lastSeenAt: null };
  return world;
};
const online = { online: true, lastSeenAt: null };

test("I2 read on one device is read on the other, by signal at once and by command for good", async () => {
  const world = new InboxWorld(1);
  const [chat] = world.conversations;
  const [phone, desk] = [await enter(world, "device-phone"), await enter(world, "device-desk")];
  for (let count = 0; count < 3; count++) chat?.send(BOB);
  await settle(world, phone, desk);
  expect([phone.shown.get(CHAT), desk.shown.get(CHAT)]).toEqual([3, 3]);
  phone.signal("read", { conversation: CHAT, upTo: 3 });
  await settle(world, phone, desk);
  expect([phone.shown.get(CHAT), desk.shown.get(CHAT)]).toEqual([1, 1]);
  phone.command("read", { conversation: CHAT, upTo: 4 });
  await settle(world, phone, desk);
  expect(desk.shown.get(CHAT)).toBe(0);
  // The last message is edited, then removed: nothing comes back.
  chat?.touch();
  chat?.remove(2);
  await settle(world, phone, desk);
  const late = await enter(world, "device-late");
  expect([phone, desk, late].map((device) => device.shown.get(CHAT))).toEqual([0, 0, 0]);
});

test("I3 a private marker moves nothing that others see", async () => {
  const world = new InboxWorld(1);
  const [chat] = world.conversations;
  const phone = await enter(world, "device-phone");
  chat?.send(BOB);
  const head = chat?.head;
  await settle(world, phone);
  phone.command("read", { conversation: CHAT, upTo: 2 });
  await settle(world, phone);
  expect([chat?.head, chat?.publicMarker, phone.shown.get(CHAT)]).toEqual([head, 0, 0]);
});

test("I5 a nudge writes nothing, a private marker one row", async () => {
  const world = new InboxWorld(1);
  const phone = await enter(world, "device-phone");
  const before = world.machine.rowsWritten;
  world.conversations[0]?.send(BOB);
  world.conversations[0]?.send(BOB);
  await settle(world, phone);
  expect(world.machine.rowsWritten - before).toBe(0);
  phone.command("read", { conversation: CHAT, upTo: 2 });
  await settle(world, phone);
  expect(world.machine.rowsWritten - before).toBe(1);
});

test("I6 an inbox without a socket answers offline, also where its socket has fallen silent", async () => {
  const world = new InboxWorld(1);
  const unread = { conversation: CHAT, count: 1, named: 0, head: 2, last: null };
  expect(await world.nudge(unread)).toBe("offline");
  const phone = await enter(world, "device-phone");
  expect(await world.nudge(unread)).toBe("online");
  world.runUntil(world.machine.nowMs + 60 * SECOND_MS);
  expect(await world.nudge(unread)).toBe("offline");
  expect(phone.socket).toBeNull();
});

test("I7 told twice is told once; read on one device is read on all, and in the list", async () => {
  const world = new InboxWorld();
  const [phone, desk] = [await enter(world, "device-phone"), await enter(world, "device-desk")];
  const notification = { id: "n1", kind: "streak_reminder", data: { on: "2027-01-01" } };
  world.turn((inbox) => inbox.notify(notification));
  world.turn((inbox) => inbox.notify(notification));
  await settle(world, phone, desk);
  expect(desk.live.state?.notifications).toMatchObject([{ id: "n1", read: false }]);
  phone.command("read_notification", { id: "n1" });
  await settle(world, phone, desk);
  expect(desk.live.state?.notifications).toMatchObject([{ id: "n1", read: true }]);
  expect(world.readNotifications).toEqual(["n1"]);
  world.turn((inbox) => inbox.notificationRead("n1"));
  await settle(world, phone, desk);
  expect(desk.live.have).toBe(3);
});

test("I8 the answer to an invitation reaches the conversation, however often it takes; answered elsewhere, it is only gone", async () => {
  const world = new InboxWorld();
  const phone = await enter(world, "device-phone");
  const invitation = { id: CHAT, kind: "request", conversation: CHAT, by: BOB, byName: "Bob" } as const;
  world.turn((inbox) => inbox.invite(invitation));
  world.turn((inbox) => inbox.invite(invitation));
  await settle(world, phone);
  expect(phone.live.state?.invitations).toMatchObject([{ id: CHAT, byName: "Bob" }]);
  world.failEffects = true;
  phone.command("accept_invitation", { id: CHAT });
  await settle(world, phone);
  expect(phone.live.state?.invitations).toEqual([]);
  expect(world.settled).toEqual([]);
  world.failEffects = false;
  await pass(world, 5 * SECOND_MS, phone);
  expect(world.settled).toEqual([[CHAT, true]]);
  world.turn((inbox) => inbox.invite(invitation));
  world.turn((inbox) => inbox.settle(CHAT, false));
  await settle(world, phone);
  expect(phone.live.state?.invitations).toEqual([]);
  await pass(world, 5 * SECOND_MS, phone);
  expect(world.settled).toHaveLength(1);
});

test("I9 a device that was signed out is closed, and the others learn of it", async () => {
  const world = new InboxWorld();
  const phone = await enter(world, "device-phone");
  world.turn((inbox) => inbox.revoke(ADA.session));
  await settle(world, phone);
  expect(phone.socket).toBeNull();
  const another = { ...ADA, session: `${ADA.session.slice(0, -1)}2` as typeof ADA.session };
  const later = await enter(world, "device-later", another);
  expect(later.live.have).toBe(2);
  // What the phone still has in hand opens nothing.
  phone.connect();
  expect(phone.socket).toBeNull();
});

test("I10 others learn of coming and going once each, and never of a flap", async () => {
  const world = withFriend();
  const phone = await enter(world, "device-phone");
  expect(world.met).toEqual([[BOB, online]]);
  expect(phone.people.get(BOB)).toEqual(online);
  const desk = await enter(world, "device-desk");
  expect(desk.people.get(BOB)).toEqual(online);
  phone.cut();
  await pass(world, 30 * SECOND_MS, desk);
  desk.cut();
  await pass(world, 8 * SECOND_MS);
  desk.connect();
  await pass(world, 60 * SECOND_MS, desk);
  expect(world.met).toHaveLength(1);
  desk.cut();
  const goneAt = world.machine.nowMs;
  await pass(world, 60 * SECOND_MS);
  expect(world.met).toEqual([
    [BOB, online],
    [BOB, { online: false, lastSeenAt: goneAt }],
  ]);
});

test("I10 what was learned of others before a device listened is told when it does", async () => {
  const world = withFriend();
  world.turn((inbox) => inbox.met(BOB, online));
  const phone = await enter(world, "device-phone");
  expect(phone.people.get(BOB)).toEqual(online);
});

test("I10 an eviction or a crash publishes nothing twice, and forgets nobody who has gone", async () => {
  const world = withFriend();
  const phone = await enter(world, "device-phone");
  world.evict();
  await pass(world, 30 * SECOND_MS, phone);
  expect(world.met).toHaveLength(1);
  world.kill();
  await pass(world, 11 * 60 * SECOND_MS);
  expect(world.met.at(-1)).toMatchObject([BOB, { online: false }]);
  expect(world.met).toHaveLength(2);
});

test("I11 a device that pings no more keeps nobody online", async () => {
  const world = withFriend();
  await enter(world, "device-phone");
  await pass(world, 11 * 60 * SECOND_MS);
  expect(world.met.at(-1)).toEqual([BOB, { online: false, lastSeenAt: START_MS }]);
  expect(world.turn((inbox) => inbox.presence())).toEqual({ online: false, lastSeenAt: START_MS });
});

test("I11 somebody who lost sight of a person asks, and everybody learns that they are gone", async () => {
  const world = withFriend();
  await enter(world, "device-phone");
  await pass(world, 39 * SECOND_MS);
  await world.turn((inbox) => inbox.look());
  expect(world.met.at(-1)).toMatchObject([BOB, { online: true }]);
  await pass(world, 2 * SECOND_MS);
  await world.turn((inbox) => inbox.look());
  expect(world.met.at(-1)).toEqual([BOB, { online: false, lastSeenAt: START_MS }]);
});

test("I12 who hides is told of to nobody, and the switch takes back what was known", async () => {
  const world = withFriend();
  world.audience = { ...world.audience, shows: false };
  await enter(world, "device-phone");
  expect(world.met).toEqual([[BOB, null]]);
  world.audience = { ...world.audience, shows: true };
  await world.turn((inbox) => inbox.showOrHidePresence());
  expect(world.met.at(-1)).toEqual([BOB, online]);
  world.audience = { ...world.audience, shows: false };
  await world.turn((inbox) => inbox.showOrHidePresence());
  expect(world.met.at(-1)).toEqual([BOB, { online: false, lastSeenAt: null }]);
});

test("I12 of who hides nothing is shown, though they can be asked", async () => {
  const world = withFriend();
  world.audience = { shows: true, others: [{ user: BOB, shows: false }] };
  const phone = await enter(world, "device-phone");
  expect(phone.people.size).toBe(0);
});

test("I13 whoever is blocked disappears at once; a new contact appears at once", async () => {
  const world = withFriend();
  const phone = await enter(world, "device-phone");
  await world.turn((inbox) => inbox.related(BOB, false));
  await settle(world, phone);
  expect(phone.people.get(BOB)).toEqual({ online: false, lastSeenAt: null });
  expect(phone.contactsChanged).toBe(1);
  await world.turn((inbox) => inbox.related(BOB, true));
  await settle(world, phone);
  expect(phone.people.get(BOB)).toEqual(online);
  expect(phone.contactsChanged).toBe(2);
});

test("I14 nobody else's ticket opens it", () => {
  const world = new InboxWorld();
  const grant = { ...ADA, user: BOB, jti: "x", ticketExpiresAt: START_MS + 1 };
  expect(world.actor()?.refusal(grant)).toBe("not_found");
});

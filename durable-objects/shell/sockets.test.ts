// Sockets found again after a hibernation, when what was said to a dead wire never left.
import { expect, test } from "vitest";
import { CLOSE } from "#core/protocol/close-codes.ts";
import { SocketGrant } from "#core/protocol/identity.ts";
import type { Host, Socket } from "./host.ts";
import { type Session, Sockets } from "./sockets.ts";

/** Nothing arrives at its other end, a close neither; once the object is out of memory the platform calls it open. */
class DeadWire implements Socket {
  readyState = 1;
  #attachment = "null";
  send(): void {}
  close(): void {
    this.readyState = 2;
  }
  wakes(): this {
    this.readyState = 1;
    return this;
  }
  serializeAttachment(attachment: unknown): void {
    this.#attachment = JSON.stringify(attachment);
  }
  deserializeAttachment(): unknown {
    return JSON.parse(this.#attachment);
  }
}

const around = (sockets: readonly Socket[], now = 1_000): Sockets =>
  new Sockets({
    sockets: () => sockets,
    now: () => now,
    socketRate: { perSecond: 10, burst: 10 },
    pingedAt: () => null,
  } as unknown as Host);

const grant = (jti: string): SocketGrant =>
  SocketGrant.parse({
    user: "usr_01m7y25rexs91phrensk9ekm00",
    name: "Ada",
    session: "ses_01m7y25rexs91phrensk9ekm00",
    role: "user",
    tokenExpiresAt: 9_000,
    jti,
    ticketExpiresAt: 2_000,
  });

const enter = (sockets: Sockets, socket: Socket, jti: string): Session => {
  const session = sockets.accept(socket, grant(jti));
  sockets.supersede(session, "client-1");
  sockets.seat(session, "client-1");
  return session;
};
const heardBy = (sockets: Sockets): string[] => [...sockets.readers()].map(({ attachment }) => attachment.grant.jti);

test("E50 after a hibernation the newest socket of a client is heard, in whatever order the platform lists them", () => {
  const [older, newer] = [new DeadWire(), new DeadWire()];
  const before = around([]);
  enter(before, older, "ticket-1");
  enter(before, newer, "ticket-2");
  expect(heardBy(before)).toEqual(["ticket-2"]);
  for (const listed of [
    [older.wakes(), newer],
    [newer, older],
  ]) {
    expect(heardBy(around(listed))).toEqual(["ticket-2"]);
  }
});

test("E50 whoever was sent away hears nothing after a hibernation, whatever was noted meanwhile", () => {
  const socket = new DeadWire();
  const before = around([]);
  const session = enter(before, socket, "ticket-1");
  session.close(CLOSE.notAMember, "not a member");
  session.save({ visible: false });
  const after = around([socket.wakes()]);
  expect(heardBy(after)).toEqual([]);
  expect(after.readerCount).toBe(0);
});

test("E52 what speaks lives without a ping, also for an actor that has lost its memory meanwhile", () => {
  const socket = new DeadWire();
  const before = around([], 1_000);
  const session = enter(before, socket, "ticket-1");
  expect(before.seenAt(session)).toBe(1_000);
  for (let now = 2_000; now <= 60_000; now += 1_000) {
    session.heard(now);
    expect(before.seenAt(session)).toBe(now);
    const after = around([socket], now);
    const [found] = after;
    expect(found === undefined ? 0 : now - after.seenAt(found)).toBeLessThanOrEqual(8_000);
  }
});

test("E52 it is not noted with every frame", () => {
  const socket = new DeadWire();
  const session = enter(around([], 0), socket, "ticket-1");
  let notes = 0;
  socket.serializeAttachment = () => void (notes += 1);
  for (let now = 0; now <= 60_000; now += 100) session.heard(now);
  expect(notes).toBe(7);
});

test("E52 a clock that was set back leaves no note from the future", () => {
  const socket = new DeadWire();
  const session = enter(around([], 1_000), socket, "ticket-1");
  session.heard(400_000);
  session.heard(100_000);
  const after = around([socket], 100_000);
  const [found] = after;
  expect(found === undefined ? null : after.seenAt(found)).toBe(100_000);
});

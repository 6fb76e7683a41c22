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

const around = (sockets: readonly Socket[]): Sockets =>
  new Sockets({
    sockets: () => sockets,
    now: () => 1_000,
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

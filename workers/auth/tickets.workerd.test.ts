// Socket tickets: forged, stale, foreign and altered ones.
import { env } from "cloudflare:workers";
import { base64url } from "jose";
import { describe, expect, it } from "vitest";
import type { RoomId, SessionId, UserId } from "#core/protocol/ids.ts";
import { TICKET_LIFETIME_MS } from "#core/protocol/limits.ts";
import { openMac } from "./secrets.ts";
import { openTickets, type TicketClaims } from "./tickets.ts";

const NOW = 1_800_000_000_000;
const ROOM = "room_01m7x587n0eh38cjnb2p72bc8k" as RoomId;
const OTHER = "room_01m7x587n0eh38cjnb2p72bc8m" as RoomId;
const IDENTITY = {
  user: "usr_01m7x4gj5sfvqvhb2v7e49hjja" as UserId,
  name: "Zoë 🪟",
  session: "ses_01m7x4gj5yfvqvhb308yr003ws" as SessionId,
  role: "guest",
  tokenExpiresAt: NOW + 600_000,
} as const;

const tickets = openTickets(env.HMAC_SECRET);
const issue = () => tickets.issue(IDENTITY, ROOM, NOW);
const decode = (ticket: string) =>
  JSON.parse(new TextDecoder().decode(base64url.decode(ticket.split(".")[0] ?? ""))) as TicketClaims;
const refused = { ok: false, error: "ticket_invalid" };

describe("socket tickets", () => {
  it("T1 carry who, for which actor, for thirty seconds, and each its own id", async () => {
    const [one, two] = [await issue(), await issue()];
    const verified = await tickets.verify(one.ticket, ROOM, NOW + TICKET_LIFETIME_MS - 1);
    expect(verified).toMatchObject({
      ok: true,
      value: { ...IDENTITY, actor: ROOM, ticketExpiresAt: NOW + TICKET_LIFETIME_MS },
    });
    expect(decode(one.ticket).jti).not.toBe(decode(two.ticket).jti);
    expect(one.ticket).toMatch(/^[\w-]+\.[\w-]+$/);
  });

  it("T2 end with the access token, if that is sooner", async () => {
    const { expiresAt } = await tickets.issue({ ...IDENTITY, tokenExpiresAt: NOW + 5_000 }, ROOM, NOW);
    expect(expiresAt).toBe(NOW + 5_000);
  });

  it("T3 are refused when stale, for another actor, altered, or made with another secret", async () => {
    const { ticket } = await issue();
    const [body = "", mac = ""] = ticket.split(".");
    const altered = base64url.encode(JSON.stringify({ ...decode(ticket), role: "admin" }));
    const foreign = await openTickets(base64url.encode(new Uint8Array(32).fill(7))).issue(IDENTITY, ROOM, NOW);
    expect(await tickets.verify(ticket, ROOM, NOW + TICKET_LIFETIME_MS)).toEqual(refused);
    expect(await tickets.verify(ticket, OTHER, NOW)).toEqual(refused);
    for (const forged of [
      `${altered}.${mac}`,
      foreign.ticket,
      body,
      `${body}.`,
      `.${mac}`,
      `${ticket}.x`,
      `${body}.${mac.slice(1)}`,
      "",
      ".",
      "💥.💥",
    ]) {
      expect(await tickets.verify(forged, ROOM, NOW)).toEqual(refused);
    }
  });

  it("T4 a mac of the same secret for another purpose opens nothing", async () => {
    const { ticket } = await issue();
    const [body = ""] = ticket.split(".");
    const other = await openMac(env.HMAC_SECRET, "auth-limiter.v1").sign(body);
    expect(await tickets.verify(`${body}.${other}`, ROOM, NOW)).toEqual(refused);
  });
});

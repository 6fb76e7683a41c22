// Socket tickets: who may open one socket to one actor, for thirty seconds. Used once: that is the actor's to watch, by `jti`.
import { ActorId } from "#core/protocol/auth.ts";
import { err, ok, type Result } from "#core/domain/result.ts";
import { SocketGrant, type Identity } from "#core/protocol/identity.ts";
import { TICKET_LIFETIME_MS } from "#core/protocol/limits.ts";
import type { z } from "zod";
import { fromBase64url, openMac, randomToken, toBase64url } from "./secrets.ts";

/** What the actor is handed, and for which actor it was meant. */
export const TicketClaims = SocketGrant.extend({ actor: ActorId });
export type TicketClaims = z.infer<typeof TicketClaims>;

export type Tickets = {
  issue(identity: Identity, actor: ActorId, now: number): Promise<{ ticket: string; expiresAt: number }>;
  /** Refuses a forged, stale or altered one, and one for another actor. */
  verify(ticket: string, actor: string, now: number): Promise<Result<TicketClaims, "ticket_invalid">>;
};

export const openTickets = (secret: string): Tickets => {
  const mac = openMac(secret, "socket-ticket.v1");
  return {
    issue: async (identity, actor, now) => {
      const expiresAt = Math.min(now + TICKET_LIFETIME_MS, identity.tokenExpiresAt);
      const claims: TicketClaims = { ...identity, actor, jti: randomToken().slice(0, 22), ticketExpiresAt: expiresAt };
      const body = toBase64url(new TextEncoder().encode(JSON.stringify(claims)));
      return { ticket: `${body}.${await mac.sign(body)}`, expiresAt };
    },
    verify: async (ticket, actor, now) => {
      const [body, signature, ...more] = ticket.split(".");
      if (!body || !signature || more.length > 0) return err("ticket_invalid");
      if (!(await mac.verify(body, signature))) return err("ticket_invalid");
      const bytes = fromBase64url(body);
      if (bytes === null) return err("ticket_invalid");
      const claims = TicketClaims.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
      if (!claims.success || claims.data.actor !== actor || claims.data.ticketExpiresAt <= now)
        return err("ticket_invalid");
      return ok(claims.data);
    },
  };
};

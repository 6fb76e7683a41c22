// How browsers find a way to each other for voice: what is configured, with credentials of the relay made for one person and a day.
import { createHmac } from "node:crypto";
import type { UserId } from "#core/protocol/ids.ts";
import type { RtcConfig } from "#core/protocol/voice.ts";

/** A stay in voice may outlive a page's patience, not a day. */
export const RELAY_CREDENTIAL_LIFETIME_MS = 24 * 60 * 60_000;

export type Ice = { readonly configFor: (user: UserId, now: number) => RtcConfig };

export type IceOptions = {
  readonly stunUrls: readonly string[];
  readonly turnUrls: readonly string[];
  /** Shared with the relay (coturn's `static-auth-secret`); without it the relay is not used. */
  readonly turnSecret: string | null;
  readonly relayOnly: boolean;
};

export const openIce = ({ stunUrls, turnUrls, turnSecret, relayOnly }: IceOptions): Ice => {
  if (relayOnly && (turnUrls.length === 0 || turnSecret === null)) {
    throw new Error("VOICE_RELAY_ONLY asks for a relay: set TURN_URLS and TURN_SECRET");
  }
  const stun = stunUrls.length === 0 || relayOnly ? [] : [{ urls: [...stunUrls] }];
  return {
    configFor: (user, now) => {
      if (turnSecret === null || turnUrls.length === 0) return { iceServers: stun, relayOnly, expiresAt: null };
      const expiresAt = now + RELAY_CREDENTIAL_LIFETIME_MS;
      // The relay checks `seconds:name` against its HMAC by itself, without asking here.
      const username = `${Math.floor(expiresAt / 1_000)}:${user}`;
      const credential = createHmac("sha1", turnSecret).update(username).digest("base64");
      return { iceServers: [...stun, { urls: [...turnUrls], username, credential }], relayOnly, expiresAt };
    },
  };
};

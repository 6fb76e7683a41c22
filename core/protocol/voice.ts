// Voice in a room: who is in it, and what two of them tell each other to connect. Sound itself never passes the server.
import { z } from "zod";
import type { PresenceMember } from "./frames.ts";
import { UserId } from "./ids.ts";

/** One stay of one person in voice, chosen by the page that joins: whoever leaves and comes back is another one. */
export const VoiceStay = z.string().regex(/^[\w-]{8,40}$/);

const Description = z.strictObject({ type: z.enum(["offer", "answer"]), sdp: z.string().min(1).max(32_000) });
const Candidate = z.strictObject({
  candidate: z.string().max(1_000),
  sdpMid: z.string().max(40).nullable(),
  sdpMLineIndex: z.int().min(0).max(20).nullable(),
  usernameFragment: z.string().max(260).nullable(),
});

/** What two pages negotiate with: an offer or an answer, or ways in which one can be reached. */
export const RtcData = z.union([
  z.strictObject({ description: Description }),
  z.strictObject({ candidates: z.array(Candidate).min(1).max(40) }),
]);
export type RtcData = z.infer<typeof RtcData>;

export const VOICE_SIGNALS = {
  /** Joins, says anew how one is there, or leaves; answered by a presence, or by a signal `voice` to this page alone. */
  voice: z.strictObject({ on: z.boolean(), stay: VoiceStay, muted: z.boolean() }),
  /** Told to nobody but `to`, and only where both are in voice; `stay` is theirs. It arrives with the sender's. */
  rtc: z.strictObject({ to: UserId, stay: VoiceStay, data: RtcData }),
} as const;
export type VoiceSignalName = keyof typeof VOICE_SIGNALS;
export type VoiceSignal = z.infer<typeof VOICE_SIGNALS.voice>;
export type RtcSignal = z.infer<typeof VOICE_SIGNALS.rtc>;

/** How somebody is in voice, as presence shows it. */
export type Voice = NonNullable<PresenceMember["voice"]>;

/** What an `rtc` signal says to whom it is for. */
export type RtcTold = { readonly stay: string; readonly data: RtcData };

/** Why one is not in voice after asking for it. */
export type VoiceRefused = { readonly on: false; readonly reason: "full" };

/** How browsers find a way to each other; the answer of `GET /rtc/config`. */
export const RtcConfig = z
  .object({
    iceServers: z.array(
      z.object({ urls: z.array(z.string()), username: z.string().optional(), credential: z.string().optional() }),
    ),
    /** Everything through the relay: nobody learns anybody's address. */
    relayOnly: z.boolean(),
    /** When the credentials end; null where there are none. */
    expiresAt: z.int().nullable(),
  })
  .meta({ id: "RtcConfig" });
export type RtcConfig = z.infer<typeof RtcConfig>;

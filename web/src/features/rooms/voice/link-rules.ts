// Who is connected with whom, told from presence and from what pages say to each other. Pure.
import type { PresenceMember } from "#core/protocol/frames.ts";

export type Member = Pick<PresenceMember, "user" | "state" | "voice">;

/** Of two pages the one whose person comes first leads. */
export const leads = (self: string, other: string): boolean => self < other;

/** What presence asks for: `open` a link with this stay, `close` it, at once or once it has been missed, or leave what there is. */
export const linkWanted = (
  { state, voice }: Pick<Member, "state" | "voice">,
  known: { readonly stay: string; readonly isConnected: boolean } | undefined,
): "open" | "close" | "miss" | "keep" => {
  if (voice !== undefined) return known?.stay === voice.stay ? "keep" : "open";
  if (known === undefined) return "keep";
  if (!known.isConnected) return "close";
  // Whoever is being looked for may be heard all the same; whoever is here and not in voice has left it.
  return state === "here" ? "miss" : "keep";
};

type Description = { readonly type: string; readonly sdp: string };

/** What a connection encrypts by; another one has another. */
const fingerprintOf = (sdp: string): string | null => /^a=fingerprint:(.+?)\r?$/m.exec(sdp)?.[1] ?? null;

/** Whether an offer was made by another connection than the one known: the page over there has begun anew. */
export const comesFromAnother = (offer: Description, known: Description): boolean =>
  offer.type === "offer" && fingerprintOf(offer.sdp) !== fingerprintOf(known.sdp);

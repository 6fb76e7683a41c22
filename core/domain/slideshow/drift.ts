// Sound and film that are to be heard together: how a player that is off catches up with what the clock says.

/** Nobody hears it. */
const CLOSE_ENOUGH_MS = 15;
/** Above this catching up would take so long that a jump is kinder. */
const SEEK_ABOVE_MS = 300;
const MAX_RATE_CHANGE = 0.03;
/** Off by this much or more, the full change of rate. */
const FULL_CHANGE_MS = 100;

export type Correction =
  | { readonly kind: "rate"; readonly rate: number }
  | { readonly kind: "seek"; readonly positionMs: number };

/** `wantedMs` is where the clock says it should be, `playedMs` where the player is. */
export const correctionOf = (wantedMs: number, playedMs: number): Correction => {
  const behindMs = wantedMs - playedMs;
  if (Math.abs(behindMs) >= SEEK_ABOVE_MS) return { kind: "seek", positionMs: Math.max(0, wantedMs) };
  if (Math.abs(behindMs) <= CLOSE_ENOUGH_MS) return { kind: "rate", rate: 1 };
  const share = Math.max(-1, Math.min(1, behindMs / FULL_CHANGE_MS));
  return { kind: "rate", rate: 1 + share * MAX_RATE_CHANGE };
};

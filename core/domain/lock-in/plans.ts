// Plans a room starts from where nobody says otherwise.
import type { Plan } from "#core/protocol/rooms.ts";

const MINUTE_MS = 60_000;

/** Four times twenty-five and five, with a longer break after the fourth. */
export const DEFAULT_PLAN: Plan = {
  focusMs: 25 * MINUTE_MS,
  breakMs: 5 * MINUTE_MS,
  longBreakMs: 15 * MINUTE_MS,
  longBreakEvery: 4,
  rounds: 4,
};

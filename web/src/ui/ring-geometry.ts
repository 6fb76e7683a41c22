// What the ring shows for an instant, apart from how it is drawn.

export const RING_WINDOWS = 60;
const CURRENT_FROM = 0.35;
const CURRENT_TO = 0.85;

/** How many windows are fully lit, and the opacity of the one being earned (0 for none). */
export const litWindows = (fraction: number | null): { lit: number; current: number } => {
  if (fraction === null || fraction <= 0) return { lit: 0, current: 0 };
  if (fraction >= 1) return { lit: RING_WINDOWS, current: 0 };
  const exact = fraction * RING_WINDOWS;
  const lit = Math.floor(exact);
  return { lit, current: Math.round((CURRENT_FROM + (CURRENT_TO - CURRENT_FROM) * (exact - lit)) * 100) / 100 };
};

const two = (value: number) => String(value).padStart(2, "0");

/** `mm:ss`, from an hour on `h:mm:ss`. A started second is still to come, so that 00:00 is the edge itself. */
export const clockFigures = (remainingMs: number): string => {
  const seconds = Math.max(0, Math.ceil(remainingMs / 1_000));
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${two(minutes)}:${two(seconds % 60)}`;
};

/** Minutes left as people count them: a started one is still there. */
export const minutesLeft = (remainingMs: number): number => Math.max(0, Math.ceil(remainingMs / 60_000));

// The ring: sixty windows that light up clockwise as time is earned while the figures count down.
import type { CSSProperties, ReactNode } from "react";
import { clockFigures, litWindows, RING_WINDOWS } from "./ring-geometry.ts";

/** `fraction`: how much of the phase is over, 0 to 1; null where nothing runs. */
export const RingWindows = ({ fraction }: { fraction: number | null }) => {
  const { lit, current } = litWindows(fraction);
  return (
    <svg viewBox="0 0 320 320" aria-hidden="true">
      {Array.from({ length: RING_WINDOWS }, (_, window) => (
        <rect
          key={window}
          x="155"
          y="6"
          width="10"
          height="17"
          rx="2.5"
          transform={`rotate(${window * 6 + 3} 160 160)`}
          {...(window < lit
            ? { className: "on" }
            : window === lit && current > 0
              ? { className: "now", opacity: current }
              : {})}
        />
      ))}
    </svg>
  );
};

type RingTimerProps = {
  readonly fraction: number | null;
  readonly phase: string;
  readonly remainingMs: number;
  readonly below?: ReactNode;
  /** For a ring that stands alone; one inside a button is named by what it shows. */
  readonly label?: string;
};

export const RingTimer = ({ fraction, phase, remainingMs, below, label }: RingTimerProps) => {
  const figures = clockFigures(remainingMs);
  return (
    <>
      <RingWindows fraction={fraction} />
      <span className="ring-face" {...(label === undefined ? {} : { role: "timer", "aria-label": label })}>
        <span className="phase">{phase}</span>
        <span className={figures.length > 5 ? "digits hours" : "digits"}>{figures}</span>
        {below !== undefined && <span className="ends">{below}</span>}
      </span>
    </>
  );
};

/** From 88 to 180 px: only the minutes. */
export const SmallRing = ({
  fraction,
  minutes,
  unit,
  label,
}: {
  fraction: number | null;
  minutes: number;
  unit: string;
  label: string;
}) => (
  <div className="ring-box small">
    <RingWindows fraction={fraction} />
    <span className="ring-face" role="timer" aria-label={label}>
      <span className="digits">{minutes}</span>
      <span className="unit">{unit}</span>
    </span>
  </div>
);

const CIRCUMFERENCE = 59.7;

/** Below 88 px: a plain arc. */
export const MiniRing = ({
  fraction,
  phase,
  size = 24,
}: {
  fraction: number | null;
  phase: string;
  size?: 18 | 24 | 28 | 52;
}) => (
  <svg
    className={size >= 40 ? "mini-ring large" : "mini-ring"}
    data-phase={phase}
    viewBox="0 0 24 24"
    aria-hidden="true"
    style={{ "--size": `${size}px` } as CSSProperties}
  >
    <circle cx="12" cy="12" r="9.5" />
    {fraction !== null && fraction > 0 && (
      <circle
        className="p"
        cx="12"
        cy="12"
        r="9.5"
        transform="rotate(-90 12 12)"
        strokeDasharray={`${(CIRCUMFERENCE * fraction).toFixed(1)} ${CIRCUMFERENCE}`}
      />
    )}
  </svg>
);

// One day as a window. The state is a word in its label; shape and colour come after.
import type { ButtonHTMLAttributes, ReactNode } from "react";
import type { DayState } from "#core/protocol/streaks.ts";
import { FlakeIcon, TravelIcon } from "./house-icons.tsx";

type Look = { readonly state: DayState; readonly level?: number };

const looks = ({ state, level = 0 }: Look) => ({
  "data-state": state === "none" ? "before" : state,
  "data-level": state === "kept" || state === "open" ? (level > 0 ? level : undefined) : undefined,
});

const Mark = ({ state }: { state: DayState }): ReactNode =>
  state === "freeze" ? <FlakeIcon /> : state === "travel" ? <TravelIcon /> : null;

const classes = (today: boolean, picked: boolean) => `win ${today ? "today" : ""} ${picked ? "picked" : ""}`;

export const DayWindow = ({ label, today = false, ...look }: Look & { label: string; today?: boolean }) => (
  <span className={classes(today, false)} {...looks(look)} role="img" aria-label={label}>
    <Mark state={look.state} />
  </span>
);

/** Inside a legend or beside words that say the same. */
export const DaySign = (look: Look) => (
  <i className="win" {...looks(look)} aria-hidden="true">
    <Mark state={look.state} />
  </i>
);

type DayButtonProps = Look & {
  readonly label: string;
  readonly today: boolean;
  readonly picked: boolean;
} & ButtonHTMLAttributes<HTMLButtonElement>;

export const DayButton = ({ label, today, picked, state, level, children, ...button }: DayButtonProps) => (
  <button
    {...button}
    type="button"
    className={classes(today, picked)}
    {...looks({ state, ...(level === undefined ? {} : { level }) })}
    aria-label={label}
    aria-pressed={picked}
  >
    {children}
    <Mark state={state} />
  </button>
);

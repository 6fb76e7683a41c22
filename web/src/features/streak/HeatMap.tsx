// Half a year of windows on wide screens, four weeks (or half a year of months) on phones; any day can be asked.
import type { DayView } from "#core/protocol/streaks.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { DayButton, DaySign } from "#web/ui/Day.tsx";
import { monthLabels, weeksUntil } from "./calendar.ts";
import { dayLabel } from "./day-words.ts";

export const HEAT_WEEKS = 26;
export const MONTH_WEEKS = 4;

type HeatMapProps = {
  readonly today: string;
  readonly days: ReadonlyMap<string, DayView>;
  readonly picked: string;
  readonly pick: (on: string) => void;
};

const useDay = ({ today, days, picked, pick }: HeatMapProps) => {
  const words = useLocale();
  return (on: string) => {
    const known = days.get(on);
    const state = known?.state ?? (on > today ? "future" : "none");
    return {
      state,
      level: known?.level ?? 0,
      label: dayLabel(on, state, words),
      today: on === today,
      picked: on === picked,
      onClick: () => pick(on),
    } as const;
  };
};

export const HeatMap = (props: HeatMapProps) => {
  const { t, format } = useLocale();
  const dayOf = useDay(props);
  const weeks = weeksUntil(props.today, HEAT_WEEKS, format.firstDay);
  return (
    <div className="heat only-wide" role="group" aria-label={t.streak.last26}>
      <span />
      {monthLabels(weeks).map((label, week) => (
        <span key={weeks[week]?.[0]} className="mo" aria-hidden="true">
          {label === null ? "" : format.month(label)}
        </span>
      ))}
      {Array.from({ length: 7 }, (_, row) => [
        <span key={`day-${row}`} className="wd" aria-hidden="true">
          {row % 2 === 0 ? format.weekdayShort(weeks[0]?.[row] ?? props.today) : ""}
        </span>,
        ...weeks.map((week) => {
          const on = week[row] ?? props.today;
          return <DayButton key={on} {...dayOf(on)} />;
        }),
      ])}
    </div>
  );
};

export const MonthMap = ({ weeks, ...props }: HeatMapProps & { weeks: number }) => {
  const { t, format } = useLocale();
  const dayOf = useDay(props);
  const rows = weeksUntil(props.today, weeks, format.firstDay);
  return (
    <div className="month" role="group" aria-label={weeks === MONTH_WEEKS ? t.streak.lastFour : t.streak.last26}>
      {(rows[0] ?? []).map((on) => (
        <span key={on} className="wd" aria-hidden="true">
          {format.weekdayNarrow(on)}
        </span>
      ))}
      {rows.flat().map((on) => (
        <DayButton key={on} {...dayOf(on)}>
          {format.dayOfMonth(on)}
        </DayButton>
      ))}
    </div>
  );
};

export const Legend = () => {
  const { t } = useLocale();
  const { legend } = t.streak;
  return (
    <div className="legend">
      <span className="scale">
        {t.streak.less}
        {[1, 2, 3, 4].map((level) => (
          <DaySign key={level} state="kept" level={level} />
        ))}
        {t.streak.more}
      </span>
      {(["missed", "provisional", "freeze", "rest", "travel"] as const).map((state) => (
        <span key={state}>
          <DaySign state={state} />
          {legend[state]}
        </span>
      ))}
    </div>
  );
};

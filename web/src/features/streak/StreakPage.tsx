// The streak: half a year at a glance, any day explained, and how days are counted.
import { useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight, Settings as SettingsIcon } from "lucide-react";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import type { Streak } from "#core/protocol/streaks.ts";
import { useTitle } from "#web/lib/use-title.ts";
import { zoneName } from "#web/messages/formats.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { Button } from "#web/ui/Button.tsx";
import { ButtonLink } from "#web/ui/ButtonLink.tsx";
import { EmptyState, LoadFailure } from "#web/ui/Notice.tsx";
import { Skeleton } from "#web/ui/Skeleton.tsx";
import { weeksUntil } from "./calendar.ts";
import { ExplainDay } from "./ExplainDay.tsx";
import { HEAT_WEEKS, HeatMap, Legend, MONTH_WEEKS, MonthMap } from "./HeatMap.tsx";
import { StreakFacts } from "./StreakFacts.tsx";
import { daysQuery, streakQuery } from "./streak-queries.ts";

const Counting = ({ streak }: { streak: Streak }) => {
  const { t, format } = useLocale();
  const rest =
    streak.restDays.length === 0 ? t.streak.noRestDays : format.list(streak.restDays.map(format.weekdayName));
  const rows = [
    [t.streak.dayStart, streak.dayStart],
    [t.streak.timeZone, zoneName(streak.timeZone)],
    [t.streak.restDays, rest],
  ] as const;
  return (
    <section className="lg:mt-6">
      <h2 className="section-title">{t.streak.counted}</h2>
      <ul className="list settings-list">
        {rows.map(([name, value]) => (
          <li key={name}>
            <Link to="/settings/days">
              {name}
              <span className="v">{value}</span>
              <ChevronRight className="icon s rtl:-scale-x-100" />
            </Link>
          </li>
        ))}
      </ul>
      {streak.upcoming !== null && (
        <p className="text-xs text-ink-3">{t.streak.upcoming(format.date(streak.upcoming.from))}</p>
      )}
    </section>
  );
};

const PageShape = () => (
  <div aria-busy="true">
    <div className="mb-10 flex flex-wrap items-end gap-16">
      <Skeleton width="260px" height={96} />
      <Skeleton width="min(520px, 100%)" height={48} />
    </div>
    <div className="streak-grid">
      <Skeleton height={178} className="rounded-sm max-w-[706px]" />
      <Skeleton height={320} className="rounded-lg" />
    </div>
  </div>
);

const StreakView = ({ streak }: { streak: Streak }) => {
  const { t, format } = useLocale();
  const [search, setSearch] = useSearchParams();
  const [months, setMonths] = useState(MONTH_WEEKS);
  const weeks = weeksUntil(streak.today.on, HEAT_WEEKS, format.firstDay);
  const from = weeks[0]?.[0] ?? streak.today.on;
  const to = weeks.at(-1)?.at(-1) ?? streak.today.on;
  const { data } = useQuery(daysQuery(from, to));
  const days = new Map(data?.items.map((day) => [day.on, day]));
  const asked = search.get("on");
  const picked = asked !== null && /^\d{4}-\d{2}-\d{2}$/.test(asked) ? asked : streak.today.on;
  const pick = (on: string) => setSearch({ on }, { replace: true, preventScrollReset: true });
  const map = { today: streak.today.on, days, picked, pick };
  return (
    <>
      <StreakFacts streak={streak} />
      {streak.startedOn === null && (
        <EmptyState title={t.streak.emptyTitle} text={t.streak.emptyText}>
          <ButtonLink to="/rooms">{t.streak.findRoom}</ButtonLink>
        </EmptyState>
      )}
      <div className="streak-grid">
        <div className="grid gap-5">
          <HeatMap {...map} />
          <div className="only-phone">
            <div className="section-head">
              <h2 className="section-title text-ink!">
                {months === MONTH_WEEKS ? t.streak.lastFour : t.streak.last26}
              </h2>
              <Button look="quiet" onClick={() => setMonths(months === MONTH_WEEKS ? HEAT_WEEKS : MONTH_WEEKS)}>
                {months === MONTH_WEEKS ? t.streak.halfYear : t.streak.fourWeeks}
              </Button>
            </div>
            <MonthMap {...map} weeks={months} />
          </div>
          <Legend />
          <div className="hidden lg:block">
            <Counting streak={streak} />
          </div>
        </div>
        <ExplainDay on={picked} streak={streak} pick={pick} />
        <div className="lg:hidden">
          <Counting streak={streak} />
        </div>
      </div>
    </>
  );
};

export const StreakPage = () => {
  const { t } = useLocale();
  const { data: streak, error, refetch } = useQuery(streakQuery);
  useTitle(t.streak.title, t.product);
  return (
    <>
      <header className="topbar only-phone">
        <ButtonLink look="quiet" iconOnly className="-ms-2" to="/" aria-label={t.back}>
          <ChevronLeft className="icon rtl:-scale-x-100" />
        </ButtonLink>
        <span className="grow text-md font-medium">{t.streak.title}</span>
        <ButtonLink look="quiet" iconOnly to="/settings" aria-label={t.nav.settings}>
          <SettingsIcon className="icon" />
        </ButtonLink>
      </header>
      <div className="page wide">
        {streak !== undefined ? (
          <StreakView streak={streak} />
        ) : error !== null ? (
          <LoadFailure error={error} retry={() => void refetch()} level={1} />
        ) : (
          <PageShape />
        )}
      </div>
    </>
  );
};

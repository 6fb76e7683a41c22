// The own week in figures; late by seconds, since it is read from rollups.
import { useQuery } from "@tanstack/react-query";
import { getWeek } from "#web/features/accounts/me-api.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { Skeleton } from "#web/ui/Skeleton.tsx";

export const WeekFigures = () => {
  const { t } = useLocale();
  const { data: week, isError } = useQuery({ queryKey: ["week"], queryFn: getWeek });
  if (isError) return null;
  return (
    <section className="o4">
      <div className="section-head">
        <h2 className="section-title">{t.today.week}</h2>
      </div>
      {week === undefined ? (
        <Skeleton width="70%" height={44} />
      ) : week.focusMs === 0 && week.checkIns === 0 ? (
        <p className="text-ink-2">{t.today.weekEmpty}</p>
      ) : (
        <dl className="facts gap-y-4!">
          <div>
            <dt>{t.room.minutesTogether}</dt>
            <dd>{t.minutes(Math.round(week.focusMs / 60_000))}</dd>
          </div>
          <div>
            <dt>{t.today.weekSessions}</dt>
            <dd>{week.sessions}</dd>
          </div>
          {week.checkIns > 0 && (
            <div>
              <dt>{t.today.weekCheckIns}</dt>
              <dd>{week.checkIns}</dd>
            </div>
          )}
        </dl>
      )}
    </section>
  );
};

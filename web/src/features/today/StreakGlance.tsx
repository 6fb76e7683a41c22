// The streak at a glance: the number, two weeks of windows, and what today still needs.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Streak } from "#core/protocol/streaks.ts";
import { renew } from "#web/lib/renew.ts";
import { failureText } from "#web/messages/failures.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { addDays, weekStart } from "#web/features/streak/calendar.ts";
import { checkInNow } from "#web/features/streak/check-in-outbox.ts";
import { dayLabel } from "#web/features/streak/day-words.ts";
import { daysQuery } from "#web/features/streak/streak-queries.ts";
import { Button } from "#web/ui/Button.tsx";
import { ButtonLink } from "#web/ui/ButtonLink.tsx";
import { DayWindow } from "#web/ui/Day.tsx";
import { showToast } from "#web/ui/Toasts.tsx";

const useTodayLine = ({ today }: Streak): string => {
  const { t } = useLocale();
  switch (today.state) {
    case "kept":
      return today.minutes > 0 ? t.today.todayKept(t.minutes(today.minutes)) : t.today.todayChecked;
    case "rest":
      return t.today.todayRest;
    case "freeze":
      return t.today.todayFreeze;
    case "travel":
      return t.today.todayTravel;
    default:
      return t.today.todayOpen;
  }
};

const CheckInButton = () => {
  const { t } = useLocale();
  const cache = useQueryClient();
  const checkIn = useMutation({
    mutationFn: checkInNow,
    onSuccess: (answer) => {
      showToast(answer === null ? t.today.checkInQueued : t.today.checkedIn);
      return renew(cache, ["streak"]);
    },
    onError: (error) => showToast(failureText(error, t)),
  });
  return (
    <Button className="justify-self-start" busy={checkIn.isPending} onClick={() => checkIn.mutate()}>
      {t.today.checkIn}
    </Button>
  );
};

export const StreakGlance = ({ streak }: { streak: Streak }) => {
  const words = useLocale();
  const { t, format } = words;
  const today = streak.today.on;
  const from = addDays(weekStart(today, format.firstDay), -7);
  const { data } = useQuery(daysQuery(from, addDays(from, 13)));
  const known = new Map(data?.items.map((day) => [day.on, day]));
  const fortnight = Array.from({ length: 14 }, (_, day) => addDays(from, day));
  const line = useTodayLine(streak);
  const provisional = streak.provisional[0];
  return (
    <section className="o2 grid gap-4">
      <div className="section-head mb-0!">
        <h2 className="section-title">{t.today.streak}</h2>
        <ButtonLink look="quiet" to="/streak">
          {t.today.details}
        </ButtonLink>
      </div>
      <div className="flex items-end gap-3">
        <span className="big">{format.number(streak.current)}</span>
        <span className="pb-0.5 text-ink-2">
          {t.today.daysKept(streak.current)}
          <br />
          {t.today.strength} <span className="font-medium text-ink tabular">{Math.round(streak.strength)}</span>
        </span>
      </div>
      <div className="fortnight">
        {fortnight.slice(0, 7).map((on) => (
          <span key={on} className="d" aria-hidden="true">
            {format.weekdayNarrow(on)}
          </span>
        ))}
        {fortnight.map((on) => {
          const day = known.get(on);
          const state = day?.state ?? (on > today ? "future" : on === today ? streak.today.state : "none");
          return (
            <DayWindow
              key={on}
              state={state}
              level={day?.level ?? 0}
              today={on === today}
              label={dayLabel(on, state, words)}
            />
          );
        })}
      </div>
      <p className="text-ink-2">{line}</p>
      {streak.today.state !== "kept" && <CheckInButton />}
      {provisional !== undefined && (
        <p className="text-warning-ink">
          {t.today.provisional(format.date(provisional.on), format.when(provisional.until))}
        </p>
      )}
    </section>
  );
};

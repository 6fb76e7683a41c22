// How days are counted: zone, day start, rest days, reminder. The streak's actor decides; this asks it.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import type { Streak } from "#core/protocol/streaks.ts";
import { renew } from "#web/lib/renew.ts";
import { failureText } from "#web/messages/failures.ts";
import { zoneName } from "#web/messages/formats.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { updateMe } from "#web/features/accounts/me-api.ts";
import { type StreakPatch, updateStreak } from "#web/features/streak/streak-api.ts";
import { streakQuery } from "#web/features/streak/streak-queries.ts";
import { Button } from "#web/ui/Button.tsx";
import { SelectField } from "#web/ui/Field.tsx";
import { LoadFailure } from "#web/ui/Notice.tsx";
import { Skeleton } from "#web/ui/Skeleton.tsx";
import { showToast } from "#web/ui/Toasts.tsx";
import { MAX_REST_DAYS } from "./rest-days.ts";

const HOUR_MINUTES = 60;
const DAY_MINUTES = 24 * HOUR_MINUTES;
const STEP_MINUTES = 30;
const LATEST_DAY_START = 12 * HOUR_MINUTES;

const wallTime = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
const minutesOf = (wall: string) => Number(wall.slice(0, 2)) * 60 + Number(wall.slice(3));
const steps = (until: number, also: string | null): readonly number[] => {
  const regular = Array.from({ length: Math.floor(until / STEP_MINUTES) + 1 }, (_, step) => step * STEP_MINUTES);
  return also === null || regular.includes(minutesOf(also))
    ? regular
    : [...regular, minutesOf(also)].toSorted((a, b) => a - b);
};

const listZones = (also: string): readonly string[] => {
  const known = Intl.supportedValuesOf("timeZone");
  return known.includes(also) ? known : [also, ...known];
};

const DayForm = ({ streak }: { streak: Streak }) => {
  const { t, format } = useLocale();
  const cache = useQueryClient();
  const here = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const save = useMutation({
    mutationFn: async (patch: StreakPatch) => {
      const saved = await updateStreak(patch);
      if (patch.timeZone !== undefined) await updateMe({ timeZone: patch.timeZone });
      return saved;
    },
    onSuccess: (saved) => {
      cache.setQueryData(streakQuery.queryKey, saved);
      showToast(t.saved);
      return renew(cache, ["streak"]);
    },
    onError: (error) => showToast(failureText(error, t)),
  });
  // What was asked for but only acts from the next day is what the form shows.
  const dayStart = save.variables?.dayStart ?? streak.upcoming?.dayStart ?? streak.dayStart;
  const restDays = save.variables?.restDays ?? streak.upcoming?.restDays ?? streak.restDays;
  const toggle = (weekday: number) =>
    save.mutate({
      restDays: restDays.includes(weekday)
        ? restDays.filter((day) => day !== weekday)
        : [...restDays, weekday].toSorted((a, b) => a - b),
    });
  const weekdays = Array.from({ length: 7 }, (_, day) => ((format.firstDay - 1 + day) % 7) + 1);
  return (
    <div className="grid grid-cols-1 max-w-[440px] gap-8">
      <div className="grid gap-3">
        <SelectField
          label={t.settings.timeZone}
          hint={t.settings.timeZoneHint(zoneName(here))}
          value={streak.timeZone}
          onChange={(event) => save.mutate({ timeZone: event.target.value })}
        >
          {listZones(streak.timeZone).map((zone) => (
            <option key={zone} value={zone}>
              {zone.replaceAll("_", " ")}
            </option>
          ))}
        </SelectField>
        {here !== streak.timeZone && (
          <Button className="justify-self-start" onClick={() => save.mutate({ timeZone: here })}>
            {t.settings.takeDeviceZone(zoneName(here))}
          </Button>
        )}
      </div>
      <SelectField
        label={t.settings.dayStart}
        hint={t.settings.dayStartHint}
        value={dayStart}
        onChange={(event) => save.mutate({ dayStart: event.target.value })}
      >
        {steps(LATEST_DAY_START, dayStart).map((minutes) => (
          <option key={minutes} value={wallTime(minutes)}>
            {format.clockTime(minutes)}
          </option>
        ))}
      </SelectField>
      <fieldset className="field-row">
        <legend className="mb-1.5 font-medium">{t.settings.restDays}</legend>
        <div className="flex flex-wrap gap-2">
          {weekdays.map((weekday) => {
            const on = restDays.includes(weekday);
            return (
              <label key={weekday} className="choice">
                <input
                  type="checkbox"
                  checked={on}
                  disabled={!on && restDays.length >= MAX_REST_DAYS}
                  onChange={() => toggle(weekday)}
                />
                {format.weekdayName(weekday)}
              </label>
            );
          })}
        </div>
        <span className="hint">{t.settings.restDaysHint(MAX_REST_DAYS)}</span>
      </fieldset>
      <SelectField
        label={t.settings.reminder}
        value={streak.reminderAt ?? ""}
        onChange={(event) => save.mutate({ reminderAt: event.target.value === "" ? null : event.target.value })}
      >
        <option value="">{t.settings.reminderOff}</option>
        {steps(DAY_MINUTES - STEP_MINUTES, streak.reminderAt).map((minutes) => (
          <option key={minutes} value={wallTime(minutes)}>
            {format.clockTime(minutes)}
          </option>
        ))}
      </SelectField>
      {streak.upcoming !== null && (
        <p className="text-xs text-ink-3">{t.streak.upcoming(format.date(streak.upcoming.from))}</p>
      )}
    </div>
  );
};

export const DaySettings = () => {
  const { data, error, refetch } = useQuery(streakQuery);
  if (data !== undefined) return <DayForm streak={data} />;
  if (error !== null) return <LoadFailure error={error} retry={() => void refetch()} />;
  return (
    <div className="grid grid-cols-1 max-w-[440px] gap-8" aria-busy="true">
      <Skeleton height={60} />
      <Skeleton height={60} />
      <Skeleton height={90} />
    </div>
  );
};

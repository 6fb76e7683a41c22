// Asks the streak about one day and shows every event behind its answer.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight } from "lucide-react";
import type { DayExplanation, Streak } from "#core/protocol/streaks.ts";
import { isApiError } from "#web/lib/http.ts";
import { renew } from "#web/lib/renew.ts";
import { failureText } from "#web/messages/failures.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { ownRoomsQuery } from "#web/features/rooms/room-queries.ts";
import { Button } from "#web/ui/Button.tsx";
import { DaySign } from "#web/ui/Day.tsx";
import { LoadFailure } from "#web/ui/Notice.tsx";
import { Skeleton } from "#web/ui/Skeleton.tsx";
import { showToast } from "#web/ui/Toasts.tsx";
import { addDays } from "./calendar.ts";
import { boundsOf, evidenceLine, verdictOf } from "./day-words.ts";
import { planFreeze } from "./streak-api.ts";
import { dayQuery } from "./streak-queries.ts";

const tone = ({ state }: DayExplanation): string =>
  state === "kept" ? "verdict kept" : state === "freeze" ? "verdict frozen" : "verdict";

const Evidence = ({ day }: { day: DayExplanation }) => {
  const words = useLocale();
  const { data: rooms } = useQuery(ownRoomsQuery);
  const titleOf = (id: string) => rooms?.items.find((room) => room.id === id)?.title ?? null;
  if (day.evidence.length === 0)
    return day.state === "future" || day.state === "none" ? null : (
      <p className="text-ink-2">{words.t.streak.nothing}</p>
    );
  const zone = day.bounds?.timeZones[0];
  return (
    <ul className="list evidence">
      {day.evidence.map((evidence, index) => {
        const { key, at, what, amount, selfReported, note } = evidenceLine(evidence, index, titleOf, words);
        return (
          <li key={key}>
            <time dateTime={new Date(at).toISOString()} title={words.format.moment(at)}>
              {words.format.time(at, zone)}
            </time>
            <span className="min-w-0 font-medium">{what}</span>
            {amount !== null && <span className={selfReported ? "mins self" : "mins"}>{amount}</span>}
            {note !== null && <span className="note">{note}</span>}
          </li>
        );
      })}
    </ul>
  );
};

const FreezePlan = ({ day, streak }: { day: DayExplanation; streak: Streak }) => {
  const { t, format } = useLocale();
  const cache = useQueryClient();
  const planned = streak.plannedFreezeOn === day.on;
  const plan = useMutation({
    mutationFn: () => planFreeze(planned ? null : day.on),
    onSuccess: () => {
      showToast(planned ? t.streak.freezeDropped : t.streak.freezePlannedToast(format.date(day.on)));
      return renew(cache, ["streak"]);
    },
    onError: (error) => showToast(isApiError(error, "no_freeze") ? t.streak.noFreeze : failureText(error, t)),
  });
  if (!planned && (day.on <= streak.today.on || streak.freezes === 0)) return null;
  return (
    <Button busy={plan.isPending} onClick={() => plan.mutate()}>
      {planned ? t.streak.dropFreeze : t.streak.planFreeze}
    </Button>
  );
};

export const ExplainDay = ({ on, streak, pick }: { on: string; streak: Streak; pick: (on: string) => void }) => {
  const words = useLocale();
  const { t, format } = words;
  const { data: day, error, refetch } = useQuery(dayQuery(on));
  const bounds = day === undefined ? null : boundsOf(day, words);
  return (
    <section className="explain" aria-label={t.streak.explain}>
      <div className="row gap-0">
        <h2 className="grow" aria-live="polite">
          {format.date(on)}
        </h2>
        <Button look="quiet" iconOnly aria-label={t.streak.previousDay} onClick={() => pick(addDays(on, -1))}>
          <ChevronLeft className="icon s rtl:-scale-x-100" />
        </Button>
        <Button look="quiet" iconOnly aria-label={t.streak.nextDay} onClick={() => pick(addDays(on, 1))}>
          <ChevronRight className="icon s rtl:-scale-x-100" />
        </Button>
      </div>
      {day === undefined ? (
        error === null ? (
          <div className="grid gap-4" aria-busy="true">
            <Skeleton height={64} className="rounded-md" />
            <Skeleton height={14} width="80%" />
            <Skeleton height={14} width="60%" />
          </div>
        ) : (
          <LoadFailure error={error} retry={() => void refetch()} />
        )
      ) : (
        <>
          <div className={tone(day)} aria-live="polite">
            <DaySign state={day.state} level={day.level} />
            <span>
              <span className="block font-medium">{verdictOf(day, words)}</span>
              <span className="text-ink-2">{t.streak.reason[day.reason]}</span>
            </span>
          </div>
          <Evidence day={day} />
          <FreezePlan day={day} streak={streak} />
          {bounds !== null && <p className="text-xs text-ink-3">{bounds}</p>}
        </>
      )}
    </section>
  );
};

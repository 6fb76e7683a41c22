// The end of a session: what each finished, the minutes earned, the streak they kept.
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { RoomState } from "#core/domain/lock-in/room-state.ts";
import { currentUser } from "#web/lib/session.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { streakQuery } from "#web/features/streak/streak-queries.ts";
import { Button } from "#web/ui/Button.tsx";
import { ButtonLink } from "#web/ui/ButtonLink.tsx";
import { Banner } from "#web/ui/Notice.tsx";
import { RingWindows } from "#web/ui/RingTimer.tsx";
import { Skeleton } from "#web/ui/Skeleton.tsx";
import { DriverControls } from "./DriverControls.tsx";
import { receiptsQuery } from "./room-queries.ts";
import type { RoomView } from "./room-view.ts";
import { companions, earnedIn } from "./session-receipts.ts";
import type { Ask } from "./use-room-commands.ts";

const KEEP_MINUTES = 10;

const Debrief = ({ view, ask }: { view: RoomView; ask: Ask }) => {
  const { t } = useLocale();
  const [text, setText] = useState("");
  if (view.me?.debrief != null) return <p className="text-ink-2">“{view.me.debrief}”</p>;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== "") void ask("debrief", { text: text.trim() });
  };
  return (
    <form className="mine" onSubmit={submit}>
      <label className="grow">
        <span className="block text-xs text-ink-3">{t.room.debriefAsk}</span>
        <input
          value={text}
          maxLength={2_000}
          placeholder={t.room.debriefPlaceholder}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <Button type="submit" aria-disabled={text.trim() === "" || undefined}>
        {t.room.debriefSend}
      </Button>
    </form>
  );
};

const StreakLine = ({ minutes, names }: { minutes: string; names: string | null }) => {
  const { t } = useLocale();
  const { data: streak } = useQuery(streakQuery);
  if (streak === undefined) return <Skeleton height={44} className="rounded-sm" />;
  if (streak.today.state === "kept") {
    return <Banner tone="good">{names === null ? t.room.keptBanner(minutes) : t.room.keptWith(minutes, names)}</Banner>;
  }
  return streak.today.state === "open" ? (
    <p className="text-ink-2">{t.room.notKeptYet(Math.max(1, KEEP_MINUTES - streak.today.minutes))}</p>
  ) : null;
};

export const SessionSummary = ({ state, view, ask }: { state: RoomState; view: RoomView; ask: Ask }) => {
  const { t, format } = useLocale();
  const receipts = useQuery(receiptsQuery(state.room.id));
  const streak = useQuery(streakQuery);
  const earned =
    receipts.data === undefined || state.session === null
      ? null
      : earnedIn(receipts.data.items, state.room.id, state.session.startedSeq);
  const others = view.people.filter(({ you, presence }) => !you && presence !== "gone");
  const names = earned === null ? null : companions(others, earned.copresent);
  const guest = currentUser()?.role === "guest";
  return (
    <div className="receipt">
      <div className="ring-box" data-phase="focus">
        <RingWindows fraction={earned !== null && earned.minutes === 0 ? null : 1} />
        <span className="ring-face">
          <span className="phase">{t.room.sessionOver}</span>
          <span className="digits">
            {earned === null ? "–" : earned.minutes === 0 && earned.rounds > 0 ? "<1" : earned.minutes}
          </span>
          <span className="ends">{t.room.minTogether}</span>
        </span>
      </div>
      {earned === null ? (
        <p className="text-ink-2">{t.room.receiptsOnTheWay}</p>
      ) : (
        earned.minutes > 0 && (
          <StreakLine minutes={t.minutes(earned.minutes)} names={names === null ? null : format.list(names)} />
        )
      )}
      <dl className="facts">
        <div>
          <dt>{t.room.roundsDone}</dt>
          <dd>{earned?.rounds ?? "–"}</dd>
        </div>
        <div>
          <dt>{t.room.finishedGoals}</dt>
          <dd>{view.withGoal === 0 ? "–" : t.room.outOf(view.done, view.withGoal)}</dd>
        </div>
        {streak.data !== undefined && (
          <div>
            <dt>{t.streak.title}</dt>
            <dd>{t.streak.days(streak.data.current)}</dd>
          </div>
        )}
      </dl>
      <Debrief view={view} ask={ask} />
      {guest && earned !== null && earned.minutes > 0 && (
        <Banner
          tone="calm"
          action={
            <ButtonLink look="quiet" className="text-ink" to={`/register?next=/rooms/${state.room.id}`}>
              {t.today.keepIt}
            </ButtonLink>
          }
        >
          {t.room.guestKeepText}
        </Banner>
      )}
      <div className="flex flex-wrap items-center gap-2">
        {view.driving ? (
          <Button look="lamp" onClick={() => void ask("start", { fence: view.fence })}>
            {t.room.startAgain}
          </Button>
        ) : (
          <DriverControls state={state} view={view} ask={ask} compact />
        )}
        <ButtonLink to="/">{t.room.backToToday}</ButtonLink>
      </div>
    </div>
  );
};

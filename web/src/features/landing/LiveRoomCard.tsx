// One real room as it is at this second, and the door into it.
import { Check } from "lucide-react";
import type { RoomDoor } from "#web/lib/api.ts";
import { useServerNow } from "#web/lib/use-server-now.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { clockView, rhythmOf } from "#web/features/rooms/room-phase.ts";
import { Button } from "#web/ui/Button.tsx";
import { Face } from "#web/ui/Face.tsx";
import { Presence } from "#web/ui/Presence.tsx";
import { RingTimer } from "#web/ui/RingTimer.tsx";
import { minutesLeft } from "#web/ui/ring-geometry.ts";

const MOST_PEOPLE = 3;

const Clock = ({ door }: { door: RoomDoor }) => {
  const { t, format } = useLocale();
  const now = useServerNow();
  const { phase, paused, fraction } = clockView(door, now);
  const kind = phase.kind === "done" ? "lobby" : phase.kind;
  const word = paused ? t.phase.paused : t.phase[kind];
  return (
    <div data-phase={kind} className="ring-box">
      <RingTimer
        fraction={fraction}
        phase={word}
        remainingMs={kind === "lobby" ? door.plan.focusMs : phase.remainingMs}
        below={phase.endsAt === null || paused ? undefined : t.room.until(format.time(phase.endsAt))}
        label={t.room.timer(word, minutesLeft(phase.remainingMs))}
      />
    </div>
  );
};

type LiveRoomCardProps = {
  readonly door: RoomDoor;
  readonly joining: boolean;
  readonly failure: string | null;
  readonly join: () => void;
};

export const LiveRoomCard = ({ door, joining, failure, join }: LiveRoomCardProps) => {
  const { t, format } = useLocale();
  const [focus, rest] = rhythmOf(door.plan);
  const here = door.people.filter(({ present }) => present);
  return (
    <section className="live-room" aria-label={t.landing.liveNow}>
      <div className="row">
        <div className="grow">
          <h2 className="truncate text-md">{door.title}</h2>
          <p className="text-ink-2">{t.landing.openToEveryone(t.plan.short(focus, rest))}</p>
        </div>
        {door.present > 0 && (
          <span className="badge ok">
            <Presence kind="here" label="" inline />
            {t.landing.inside(format.number(door.present))}
          </span>
        )}
      </div>
      <Clock door={door} />
      {here.length > 0 && (
        <ul className="list roster [--inset:52px]">
          {here.slice(0, MOST_PEOPLE).map(({ user, name, goal, done }) => (
            <li key={user}>
              <Face id={user} name={name} size={40} presence="here" presenceLabel={t.room.presence.here} />
              <div className="grow">
                <div className="who">
                  <span className="truncate">{name}</span>
                </div>
                {goal !== null && (
                  <div className="what truncate" title={goal}>
                    {goal}
                  </div>
                )}
              </div>
              {done && (
                <span className="badge ok">
                  <Check className="icon xs" />
                  {t.room.done}
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      <div className="grid gap-3">
        <Button look="lamp" large busy={joining} onClick={join}>
          {joining ? t.landing.joining : t.landing.join}
        </Button>
        {failure === null ? (
          <p className="text-center text-xs text-ink-3">{t.landing.oneTap}</p>
        ) : (
          <p className="text-center text-xs text-danger-ink" role="alert">
            {failure}
          </p>
        )}
      </div>
    </section>
  );
};

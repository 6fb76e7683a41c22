// The session one can walk into right now: the running room of one's own, else the fullest open one.
import { useQuery } from "@tanstack/react-query";
import type { RoomDoor, RoomView } from "#web/lib/api.ts";
import { useServerNow } from "#web/lib/use-server-now.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { roomDoorQuery } from "#web/features/rooms/room-queries.ts";
import { clockView } from "#web/features/rooms/room-phase.ts";
import { roomLine } from "#web/features/rooms/RoomRow.tsx";
import { ButtonLink } from "#web/ui/ButtonLink.tsx";
import { FaceStack } from "#web/ui/Face.tsx";
import { SmallRing } from "#web/ui/RingTimer.tsx";
import { minutesLeft } from "#web/ui/ring-geometry.ts";

const NAMED = 3;
const FACES = 5;

const firstName = (name: string) => name.split(/\s+/)[0] ?? name;

const People = ({ room, door }: { room: RoomView; door: RoomDoor | undefined }) => {
  const { t, format } = useLocale();
  const here = door?.people.filter(({ present }) => present) ?? [];
  if (here.length === 0) return <p className="text-ink-2">{t.today.countIn(room.present)}</p>;
  const names = here.slice(0, NAMED).map(({ name }) => firstName(name));
  const others = Math.max(0, (door?.present ?? here.length) - names.length);
  return (
    <p className="text-ink-2">
      {others === 0 ? t.today.allIn(format.list(names), names.length) : t.today.someIn(names.join(", "), others)}
    </p>
  );
};

export const SessionCard = ({ room }: { room: RoomView }) => {
  const { t, format } = useLocale();
  const now = useServerNow({ everyMs: 1_000 });
  const { data: door } = useQuery({ ...roomDoorQuery(room.id), staleTime: 20_000 });
  const view = clockView(room, now);
  const { phase, paused, fraction, round } = view;
  const minutes = phase.endsAt === null ? Math.round(room.plan.focusMs / 60_000) : minutesLeft(phase.remainingMs);
  const line = paused
    ? t.phase.paused
    : phase.kind === "focus"
      ? t.plan.focusRound(round, room.plan.rounds)
      : roomLine(room, view, t, format);
  const faces = door?.people.filter(({ present }) => present).map(({ user, name }) => ({ id: user, name })) ?? [];
  return (
    <section className="session o1" data-phase={phase.kind} aria-label={t.today.next}>
      <div className="head">
        <SmallRing
          fraction={fraction}
          minutes={minutes}
          unit={phase.endsAt === null ? t.today.minUnit : t.today.minLeft}
          label={t.today.minutesLeft(minutes)}
        />
        <div className="grow">
          <p className="font-medium text-phase-ink">{line}</p>
          <h2 className="heading truncate">{room.title}</h2>
          <People room={room} door={door} />
        </div>
      </div>
      <div className="foot">
        <FaceStack people={faces} most={FACES} total={Math.max(faces.length, door?.present ?? 0)} />
        <ButtonLink look="lamp" to={`/rooms/${room.id}`}>
          {t.today.lockIn}
        </ButtonLink>
      </div>
    </section>
  );
};

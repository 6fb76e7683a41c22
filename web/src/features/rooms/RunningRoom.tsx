// At the rail's end: the room that runs for you, and how long.
import { Link } from "react-router";
import type { RoomView } from "#web/lib/api.ts";
import { useServerNow } from "#web/lib/use-server-now.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { MiniRing } from "#web/ui/RingTimer.tsx";
import { minutesLeft } from "#web/ui/ring-geometry.ts";
import { clockView } from "./room-phase.ts";

export const RunningRoom = ({ room }: { room: RoomView }) => {
  const { t } = useLocale();
  const now = useServerNow({ everyMs: 5_000 });
  const { phase, paused, fraction } = clockView(room, now);
  if (phase.endsAt === null) return null;
  const left = paused ? t.phase.paused : t.today.shortLeft(minutesLeft(phase.remainingMs));
  return (
    <Link className="live" to={`/rooms/${room.id}`}>
      <MiniRing fraction={fraction} phase={phase.kind} />
      <span className="label min-w-0">
        <span className="block truncate font-medium">{room.title}</span>
        <span className="block truncate text-xs text-ink-2 tabular">
          {t.phase[phase.kind]}, {left}
        </span>
      </span>
    </Link>
  );
};

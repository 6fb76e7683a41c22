// One room in a list: its arc, what it is, how long the phase still takes.
import { Link } from "react-router";
import type { RoomView } from "#web/lib/api.ts";
import type { Messages } from "#web/messages/en.ts";
import type { Formats } from "#web/messages/formats.ts";
import { useServerNow } from "#web/lib/use-server-now.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { MiniRing } from "#web/ui/RingTimer.tsx";
import { minutesLeft } from "#web/ui/ring-geometry.ts";
import { type ClockView, clockView, rhythmOf } from "./room-phase.ts";

/** The one line below a room's name. */
export const roomLine = (
  room: Pick<RoomView, "plan" | "visibility">,
  { phase, paused }: ClockView,
  t: Messages,
  format: Formats,
): string => {
  const rhythm = t.plan.short(...rhythmOf(room.plan));
  if (paused) return t.rooms.pausedRow;
  if (phase.kind === "done") return t.rooms.doneRow;
  if (phase.kind === "lobby") return t.rooms.inLobby(rhythm);
  if (phase.kind !== "focus" && phase.endsAt !== null) return t.rooms.startsAgain(format.time(phase.endsAt));
  return room.visibility === "public" ? t.rooms.openToEveryone(rhythm) : t.rooms.byInvitation(rhythm);
};

export const RoomRow = ({ room }: { room: RoomView }) => {
  const { t, format } = useLocale();
  const view = clockView(room, useServerNow({ everyMs: 5_000 }));
  return (
    <li>
      <Link className="room-row" to={`/rooms/${room.id}`}>
        <MiniRing fraction={view.fraction} phase={view.phase.kind} size={28} />
        <span className="grow">
          <span className="block truncate font-medium">{room.title}</span>
          <span className="block truncate text-ink-2">{roomLine(room, view, t, format)}</span>
        </span>
        <span className="only-wide text-ink-2">{t.rooms.inside(room.present)}</span>
        <span className="left min-w-14">
          {view.phase.endsAt === null ? "" : t.today.min(minutesLeft(view.phase.remainingMs))}
        </span>
      </Link>
    </li>
  );
};

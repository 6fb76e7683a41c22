// The door of a public room: who is in, what they do, how long it still takes; one tap to sit down.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { RoomDoor } from "#web/lib/api.ts";
import { guestNumber } from "#web/features/accounts/guest-number.ts";
import { isApiError } from "#web/lib/http.ts";
import { signInAsGuest, useSession } from "#web/lib/session.ts";
import { useServerNow } from "#web/lib/use-server-now.ts";
import { useTitle } from "#web/lib/use-title.ts";
import { failureText } from "#web/messages/failures.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { Button } from "#web/ui/Button.tsx";
import { Banner } from "#web/ui/Notice.tsx";
import { RingTimer } from "#web/ui/RingTimer.tsx";
import { minutesLeft } from "#web/ui/ring-geometry.ts";
import { RosterItem } from "#web/ui/RosterItem.tsx";
import { clockView, rhythmOf } from "./room-phase.ts";
import { FullRoom } from "./FullRoom.tsx";
import { roomDoorQuery } from "./room-queries.ts";
import { joinRoom } from "./rooms-api.ts";

const useSitDown = (door: RoomDoor) => {
  const { t } = useLocale();
  const session = useSession();
  const cache = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [isFull, setFull] = useState(false);
  const sitDown = async () => {
    setBusy(true);
    setFailure(null);
    try {
      if (session.kind !== "signed_in") await signInAsGuest(t.accounts.guestName(guestNumber()));
      const room = await joinRoom({ roomId: door.id });
      cache.setQueryData(roomDoorQuery(door.id).queryKey, { ...door, ...room, member: true });
    } catch (error) {
      const full = isApiError(error, "room_full");
      setFull(full);
      setFailure(full ? null : failureText(error, t));
      setBusy(false);
    }
  };
  return { sitDown, busy, failure, isFull, label: session.kind === "signed_in" ? t.today.lockIn : t.landing.join };
};

export const RoomDoorPage = ({ door }: { door: RoomDoor }) => {
  const { t, format } = useLocale();
  const now = useServerNow();
  const { sitDown, busy, failure, isFull, label } = useSitDown(door);
  const { phase, paused, fraction, round } = clockView(door, now);
  const kind = phase.kind === "done" ? "lobby" : phase.kind;
  const word = paused ? t.phase.paused : t.phase[kind];
  const here = door.people.filter(({ present }) => present);
  const [focus, rest] = rhythmOf(door.plan);
  useTitle(door.title, t.product);
  return (
    <div className="room" data-phase={kind}>
      <header className="room-head">
        <div className="grow ps-2">
          <h1 className="truncate">{door.title}</h1>
          <p className="truncate text-xs text-ink-2">{t.landing.openToEveryone(t.plan.short(focus, rest))}</p>
        </div>
      </header>
      <section className="stage" aria-label={t.room.session}>
        <div className="ring-box">
          <RingTimer
            fraction={fraction}
            phase={word}
            remainingMs={phase.endsAt === null ? door.plan.focusMs : phase.remainingMs}
            below={
              phase.endsAt === null
                ? t.plan.full(t.plan.short(focus, rest), t.plan.rounds(door.plan.rounds))
                : t.room.roundUntil(t.plan.roundOf(round, door.plan.rounds), format.time(phase.endsAt))
            }
            label={t.room.timer(word, minutesLeft(phase.remainingMs))}
          />
        </div>
        <div className="mx-auto grid w-full max-w-[360px] gap-3">
          {failure !== null && <Banner tone="bad">{failure}</Banner>}
          {isFull && <FullRoom roomId={door.id} />}
          <Button look="lamp" large busy={busy} onClick={() => void sitDown()}>
            {label}
          </Button>
          <p className="text-center text-xs text-ink-3">{t.landing.oneTap}</p>
        </div>
      </section>
      <aside className="side" aria-label={t.room.people}>
        <div className="section-head">
          <h2 className="section-title">
            {kind === "focus" ? t.room.lockedIn(door.present) : t.room.here(door.present)}
          </h2>
        </div>
        <ul className="list roster [--inset:52px]">
          {here.map(({ user, name, goal, done }) => (
            <RosterItem
              key={user}
              id={user}
              name={name}
              what={goal}
              presence="here"
              you={false}
              done={done}
              driver={false}
            />
          ))}
        </ul>
      </aside>
    </div>
  );
};

// Today: the session to walk into, the rooms that are up, the streak and the week.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link } from "react-router";
import { renew } from "#web/lib/renew.ts";
import { currentUser, useSession } from "#web/lib/session.ts";
import { useTitle } from "#web/lib/use-title.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { pickRoom } from "#web/features/landing/live-room.ts";
import { ownRoomsQuery, publicRoomsQuery } from "#web/features/rooms/room-queries.ts";
import { RoomRow } from "#web/features/rooms/RoomRow.tsx";
import { localDay } from "#web/features/streak/calendar.ts";
import { startCheckInOutbox } from "#web/features/streak/check-in-outbox.ts";
import { streakQuery } from "#web/features/streak/streak-queries.ts";
import { ButtonLink } from "#web/ui/ButtonLink.tsx";
import { Face } from "#web/ui/Face.tsx";
import { Logo } from "#web/ui/Logo.tsx";
import { EmptyState, LoadFailure } from "#web/ui/Notice.tsx";
import { RowSkeletons, Skeleton } from "#web/ui/Skeleton.tsx";
import { Notices } from "./Notices.tsx";
import { SessionCard } from "./SessionCard.tsx";
import { StreakGlance } from "./StreakGlance.tsx";
import { WeekFigures } from "./WeekFigures.tsx";

const MOST_ROOMS = 5;

const PhoneBar = () => {
  const { t } = useLocale();
  const user = currentUser();
  return (
    <header className="topbar only-phone">
      <span className="brand grow">
        <Logo />
        {t.product}
      </span>
      {user !== null && (
        <Link className="-m-2 p-2" to="/settings" aria-label={t.nav.settings}>
          <Face id={user.id} name={user.name} size={28} />
        </Link>
      )}
    </header>
  );
};

const RoomsColumn = () => {
  const { t } = useLocale();
  const own = useQuery(ownRoomsQuery);
  const open = useQuery(publicRoomsQuery);
  if (open.isPending || own.isPending) {
    return (
      <div className="o1 grid gap-10">
        <Skeleton height={204} className="rounded-lg" />
        <RowSkeletons rows={3} faces={false} />
      </div>
    );
  }
  if (open.isError && own.isError)
    return <LoadFailure error={open.error} retry={() => void Promise.all([open.refetch(), own.refetch()])} />;
  const mine = own.data?.items ?? [];
  const all = [...mine, ...(open.data?.items ?? []).filter(({ id }) => !mine.some((room) => room.id === id))];
  const next = pickRoom(mine.filter(({ schedule }) => schedule !== null)) ?? pickRoom(all);
  const rest = all.filter(({ id }) => id !== next?.id).slice(0, MOST_ROOMS);
  return (
    <>
      {next === null ? (
        <div className="o1">
          <EmptyState title={t.today.noneTitle} text={t.today.noneText}>
            <ButtonLink look="ink" to="/rooms?open=1">
              {t.today.openRoom}
            </ButtonLink>
          </EmptyState>
        </div>
      ) : (
        <SessionCard room={next} />
      )}
      {rest.length > 0 && (
        <section className="o3">
          <div className="section-head">
            <h2 className="section-title">{t.today.roomsNow}</h2>
            <ButtonLink look="quiet" to="/rooms">
              {t.today.allRooms}
            </ButtonLink>
          </div>
          <ul className="list [--inset:44px]">
            {rest.map((room) => (
              <RoomRow key={room.id} room={room} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
};

const GlanceShape = () => (
  <section className="o2 grid gap-4" aria-busy="true">
    <Skeleton width="40%" height={16} />
    <Skeleton width="55%" height={44} />
    <Skeleton height={96} className="max-w-[300px]" />
  </section>
);

export const Today = () => {
  const { t, format } = useLocale();
  const session = useSession();
  const cache = useQueryClient();
  const streak = useQuery(streakQuery);
  useTitle(t.today.title, t.product);
  useEffect(() => startCheckInOutbox(() => void renew(cache, ["streak"])), [cache]);
  const [thisDay] = useState(() => localDay(new Date()));
  if (session.kind !== "signed_in") return null;
  const on = streak.data?.today.on ?? thisDay;
  return (
    <>
      <PhoneBar />
      <div className="page">
        <h1 className="title mb-6">
          {format.weekday(on)} <span className="font-regular text-ink-3">{format.dayAndMonth(on)}</span>
        </h1>
        <Notices
          user={session.user}
          todayOn={streak.data?.today.on ?? null}
          todayKept={streak.data?.today.state === "kept"}
        />
        <div className="two-columns">
          <div className="col">
            <RoomsColumn />
          </div>
          <div className="col">
            {streak.data !== undefined ? (
              <StreakGlance streak={streak.data} />
            ) : streak.isError ? (
              <div className="o2">
                <LoadFailure error={streak.error} retry={() => void streak.refetch()} />
              </div>
            ) : (
              <GlanceShape />
            )}
            <WeekFigures />
          </div>
        </div>
      </div>
    </>
  );
};

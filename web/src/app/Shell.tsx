// Rail or tabs around a page, the offline banner above it, and the room one is in at the rail's end.
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { Link, Outlet, useMatch } from "react-router";
import { useOnline } from "#web/lib/connection.ts";
import { useSession } from "#web/lib/session.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { ownRoomsQuery } from "#web/features/rooms/room-queries.ts";
import { RunningRoom } from "#web/features/rooms/RunningRoom.tsx";
import { Face } from "#web/ui/Face.tsx";
import { Banner } from "#web/ui/Notice.tsx";
import { Rail, Tabs } from "#web/ui/Rail.tsx";
import { PageSkeleton } from "./PageSkeleton.tsx";

const Me = () => {
  const session = useSession();
  const { t } = useLocale();
  if (session.kind !== "signed_in") {
    return session.kind === "starting" ? null : (
      <Link className="nav-item" to="/login">
        <span className="label">{t.accounts.signIn}</span>
      </Link>
    );
  }
  const { user } = session;
  return (
    <Link className="me" to="/settings">
      <Face id={user.id} name={user.name} size={28} />
      <span className="label truncate font-medium">{user.name}</span>
      <span className="sr-only">{t.nav.settings}</span>
    </Link>
  );
};

const LiveRoom = () => {
  const { kind } = useSession();
  const { data } = useQuery({ ...ownRoomsQuery, enabled: kind === "signed_in" });
  const running = data?.items.find((room) => room.schedule !== null);
  return running === undefined ? null : <RunningRoom room={running} />;
};

const UnreadBadge = lazy(() =>
  import("#web/features/messages/UnreadBadge.tsx").then((module) => ({ default: module.UnreadBadge })),
);

const Waiting = () => {
  const session = useSession();
  if (session.kind !== "signed_in" || session.user.role === "guest") return null;
  return (
    <Suspense fallback={null}>
      <UnreadBadge />
    </Suspense>
  );
};

export const Shell = () => {
  const { t } = useLocale();
  const session = useSession();
  const online = useOnline();
  const inRoom = useMatch("/rooms/:id") !== null;
  const inTalk = useMatch("/messages/:id") !== null;
  const unreached = session.kind === "signed_in" && session.known === "remembered";
  return (
    <div className={inRoom ? "app focused" : inTalk ? "app in-talk" : "app"}>
      <a className="skip-link" href="#content">
        {t.skipToContent}
      </a>
      <Rail live={inRoom ? undefined : <LiveRoom />} me={<Me />} waiting={<Waiting />} />
      <main id="content" tabIndex={-1}>
        {(!online || unreached) && !inRoom && !inTalk && (
          <div className="px-4 pt-3 md:px-8">
            <Banner tone="offline">{t.offline.app}</Banner>
          </div>
        )}
        <Suspense fallback={<PageSkeleton />}>{session.kind === "starting" ? <PageSkeleton /> : <Outlet />}</Suspense>
      </main>
      <Tabs waiting={<Waiting />} />
    </div>
  );
};

// A room by its address: for members the room itself, for others its door.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, Navigate, useParams, useSearchParams } from "react-router";
import { CLOSE } from "#core/protocol/close-codes.ts";
import { isApiError } from "#web/lib/http.ts";
import { useSession } from "#web/lib/session.ts";
import { useTitle } from "#web/lib/use-title.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { Button } from "#web/ui/Button.tsx";
import { ButtonLink } from "#web/ui/ButtonLink.tsx";
import { EmptyState, LoadFailure } from "#web/ui/Notice.tsx";
import { RoomDoorPage } from "./RoomDoorPage.tsx";
import { roomDoorQuery } from "./room-queries.ts";
import { RoomScreen } from "./RoomScreen.tsx";
import { RoomSkeleton } from "./RoomSkeleton.tsx";
import { useLiveRoom } from "./use-live-room.ts";

const RoomGone = () => {
  const { t } = useLocale();
  useTitle(t.room.goneTitle, t.product);
  return (
    <div className="page">
      <EmptyState title={t.room.goneTitle} text={t.room.goneText} level={1}>
        <ButtonLink to="/rooms">{t.join.openRooms}</ButtonLink>
      </EmptyState>
    </div>
  );
};

const LiveRoom = ({ id, user, mayEnter }: { id: string; user: string; mayEnter: boolean }) => {
  const { t } = useLocale();
  const [attempt, setAttempt] = useState(0);
  const open = useLiveRoom(id, user, attempt);
  if (open === null) return <RoomSkeleton />;
  const { actor, snapshot } = open;
  if (snapshot.closed !== null) {
    // A seat has become free, so nobody listens any more: the door is where one takes it.
    if (mayEnter && snapshot.closed.code === CLOSE.notAMember) return <Navigate to={`/rooms/${id}`} replace />;
    if (snapshot.closed.code !== CLOSE.superseded) return <RoomGone />;
    return (
      <div className="page">
        <EmptyState title={t.room.replacedTitle} text={t.room.replacedText} level={1}>
          <Button look="ink" onClick={() => setAttempt(attempt + 1)}>
            {t.room.useHere}
          </Button>
        </EmptyState>
      </div>
    );
  }
  if (snapshot.state !== null) return <RoomScreen actor={actor} snapshot={snapshot} state={snapshot.state} />;
  if (snapshot.status === "connecting" || snapshot.status === "catching_up" || snapshot.status === "live")
    return <RoomSkeleton />;
  return (
    <div className="page">
      <EmptyState title={t.room.didNotAnswer} text={t.room.didNotAnswerText} level={1}>
        <Button onClick={() => setAttempt(attempt + 1)}>{t.tryAgain}</Button>
      </EmptyState>
    </div>
  );
};

export const RoomPage = () => {
  const { t } = useLocale();
  const { id = "" } = useParams();
  const isListening = useSearchParams()[0].has("listen");
  const session = useSession();
  const user = session.kind === "signed_in" ? session.user.id : null;
  const door = useQuery({
    ...roomDoorQuery(id),
    enabled: session.kind !== "starting",
    staleTime: Number.POSITIVE_INFINITY,
  });

  if (door.data !== undefined)
    return user !== null && (door.data.member || isListening) ? (
      <LiveRoom key={id} id={id} user={user} mayEnter={!door.data.member} />
    ) : (
      <RoomDoorPage door={door.data} />
    );
  if (door.error === null) return <RoomSkeleton />;
  // What is known of the room on this device opens without the network.
  if (user !== null && isApiError(door.error, "offline"))
    return <LiveRoom key={id} id={id} user={user} mayEnter={false} />;
  if (
    isApiError(door.error, "not_found") ||
    isApiError(door.error, "forbidden") ||
    isApiError(door.error, "malformed") ||
    isApiError(door.error, "invalid")
  ) {
    return <RoomGone />;
  }
  if (user === null && isApiError(door.error, "unauthenticated")) {
    return (
      <div className="page">
        <EmptyState title={t.room.goneTitle} text={t.accounts.signInText} level={1}>
          <Link className="link" to={`/login?next=/rooms/${id}`}>
            {t.accounts.signIn}
          </Link>
        </EmptyState>
      </div>
    );
  }
  return (
    <div className="page">
      <LoadFailure error={door.error} retry={() => void door.refetch()} level={1} />
    </div>
  );
};

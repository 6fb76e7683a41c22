// The lobby of rooms: one's own, those open to everyone, a code to type, and a door to open a new one.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense } from "react";
import { useNavigate, useSearchParams } from "react-router";
import type { RoomView } from "#web/lib/api.ts";
import { useSession } from "#web/lib/session.ts";
import { useTitle } from "#web/lib/use-title.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { Button } from "#web/ui/Button.tsx";
import { ButtonLink } from "#web/ui/ButtonLink.tsx";
import { EmptyState, LoadFailure } from "#web/ui/Notice.tsx";
import { RowSkeletons } from "#web/ui/Skeleton.tsx";
import { JoinByCode } from "./JoinByCode.tsx";
import { ownRoomsQuery, publicRoomPagesQuery } from "./room-queries.ts";
import { RoomRow } from "./RoomRow.tsx";

const CreateRoomDialog = lazy(() =>
  import("./CreateRoomDialog.tsx").then(({ CreateRoomDialog }) => ({ default: CreateRoomDialog })),
);

const RoomList = ({ title, rooms, children }: { title: string; rooms: readonly RoomView[]; children?: ReactNode }) => (
  <section>
    <div className="section-head">
      <h2 className="section-title">{title}</h2>
    </div>
    <ul className="list [--inset:44px]">
      {rooms.map((room) => (
        <RoomRow key={room.id} room={room} />
      ))}
    </ul>
    {children}
  </section>
);

export const Rooms = () => {
  const { t } = useLocale();
  const session = useSession();
  const { kind } = session;
  // Opening a room takes an account; sitting down in one does not.
  const member = session.kind === "signed_in" && session.user.role !== "guest";
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const own = useQuery({ ...ownRoomsQuery, enabled: kind === "signed_in" });
  const open = useInfiniteQuery(publicRoomPagesQuery);
  useTitle(t.rooms.title, t.product);

  const mine = own.data?.items ?? [];
  const mineIds = new Set(mine.map(({ id }) => id));
  const others = (open.data?.pages.flatMap(({ items }) => items) ?? []).filter(({ id }) => !mineIds.has(id));
  const opening = search.get("open") === "1";
  const startOpening = () =>
    kind === "signed_in" ? setSearch({ open: "1" }) : void navigate("/register?next=%2Frooms%3Fopen%3D1");

  return (
    <div className="page">
      <div className="mb-6 flex items-center gap-4">
        <h1 className="title grow">{t.rooms.title}</h1>
        {kind === "signed_out" && (
          <ButtonLink look="quiet" className="only-phone" to="/login?next=/rooms">
            {t.accounts.signIn}
          </ButtonLink>
        )}
        {(others.length > 0 || mine.length > 0) && (
          <Button look="ink" onClick={startOpening}>
            {t.rooms.open}
          </Button>
        )}
      </div>
      <div className="two-columns">
        <div className="col">
          {mine.length > 0 && <RoomList title={t.rooms.mine} rooms={mine} />}
          {open.isPending ? (
            <RowSkeletons rows={4} faces={false} />
          ) : open.isError && others.length === 0 ? (
            <LoadFailure error={open.error} retry={() => void open.refetch()} />
          ) : others.length > 0 ? (
            <RoomList title={t.rooms.now} rooms={others}>
              {open.hasNextPage && (
                <Button className="mt-4" busy={open.isFetchingNextPage} onClick={() => void open.fetchNextPage()}>
                  {t.rooms.more}
                </Button>
              )}
            </RoomList>
          ) : (
            mine.length === 0 && (
              <EmptyState title={t.rooms.emptyTitle} text={t.rooms.emptyText}>
                <Button look="ink" onClick={startOpening}>
                  {t.rooms.open}
                </Button>
              </EmptyState>
            )
          )}
        </div>
        <div className="col">
          <JoinByCode />
        </div>
      </div>
      {opening && member && (
        <Suspense fallback={null}>
          <CreateRoomDialog onClose={() => setSearch({}, { replace: true })} />
        </Suspense>
      )}
    </div>
  );
};

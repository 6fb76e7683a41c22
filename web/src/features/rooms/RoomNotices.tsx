// Quiet words about the connection; the timer runs on in all of them.
import type { RoomState } from "#core/domain/lock-in/room-state.ts";
import { clockBoundMs } from "#web/lib/clock.ts";
import { useOnline } from "#web/lib/connection.ts";
import type { LiveSnapshot } from "#web/lib/live.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { Banner } from "#web/ui/Notice.tsx";
import { syncView } from "./room-view.ts";

export const RoomNotices = ({ snapshot }: { snapshot: LiveSnapshot<RoomState> }) => {
  const { t } = useLocale();
  const online = useOnline();
  const sync = syncView(clockBoundMs());
  const away = !online || snapshot.status === "offline";
  const text = away
    ? snapshot.pending.length === 0
      ? t.offline.room
      : t.offline.roomWaiting(snapshot.pending.length)
    : snapshot.status === "reconnecting"
      ? t.offline.reconnecting
      : null;
  if (text !== null) {
    return (
      <div className="mx-auto w-full max-w-[720px]">
        <Banner tone="offline">{text}</Banner>
      </div>
    );
  }
  if (!sync.worthSaying || sync.ms === null) return null;
  return (
    <div className="mx-auto w-full max-w-[720px]">
      <Banner tone="calm">{t.room.farApart(sync.ms)}</Banner>
    </div>
  );
};

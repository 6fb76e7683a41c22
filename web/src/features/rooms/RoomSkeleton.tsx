import { useLocale } from "#web/messages/locale.tsx";
import { RingWindows } from "#web/ui/RingTimer.tsx";
import { RowSkeletons, Skeleton } from "#web/ui/Skeleton.tsx";

/** The room's shape before its first word: dark windows, empty chairs. */
export const RoomSkeleton = () => {
  const { t } = useLocale();
  return (
    <div className="room" data-phase="lobby" aria-busy="true" aria-label={t.loading}>
      <div className="room-head">
        <div className="grid grow gap-2 ps-2">
          <Skeleton width="160px" height={16} />
          <Skeleton width="110px" height={10} />
        </div>
      </div>
      <div className="stage">
        <div className="ring-box">
          <RingWindows fraction={null} />
        </div>
      </div>
      <div className="side">
        <RowSkeletons rows={4} />
      </div>
    </div>
  );
};

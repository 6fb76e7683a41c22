// How closely this screen is in step with everybody else's.
import { Popover } from "@base-ui/react/popover";
import type { RefObject } from "react";
import { clockBoundMs } from "#web/lib/clock.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { syncView } from "./room-view.ts";

export const SyncPopover = ({ anchor, onClose }: { anchor: RefObject<HTMLElement | null>; onClose: () => void }) => {
  const { t } = useLocale();
  const { ms, worthSaying } = syncView(clockBoundMs());
  return (
    <Popover.Root open onOpenChange={(open) => !open && onClose()}>
      <Popover.Portal>
        <Popover.Positioner className="overlay-positioner" anchor={anchor} side="bottom" sideOffset={8}>
          <Popover.Popup className="popover">
            <Popover.Title className="text-sm font-medium">
              {ms === null ? t.room.notInStep : t.room.inStep(ms)}
            </Popover.Title>
            <Popover.Description className="text-ink-2">
              {worthSaying && ms !== null ? t.room.farApart(ms) : t.room.inStepText}
            </Popover.Description>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
};

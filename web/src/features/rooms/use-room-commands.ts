// Asks the room for something and says in words why it could not be.
import { useCallback } from "react";
import type { RoomState } from "#core/domain/lock-in/room-state.ts";
import type { RoomCommand, RoomCommandName } from "#core/protocol/rooms.ts";
import type { LiveActor } from "#web/lib/live.ts";
import type { Messages } from "#web/messages/en.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { showToast } from "#web/ui/Toasts.tsx";

type DataOf<N extends RoomCommandName> = Extract<RoomCommand, { name: N }>["data"];
export type Ask = <N extends RoomCommandName>(name: N, data: DataOf<N>) => Promise<boolean>;

/** Already so, by another's hand or our own earlier one: nothing a person needs to hear of. */
const QUIET: ReadonlySet<string> = new Set(["already_running", "already_paused", "not_paused", "not_running", "stale"]);

export const rejectionText = (code: string, t: Messages): string => {
  const words: Record<string, string> = t.room.rejected;
  return words[code] ?? t.room.rejected.other;
};

export const useRoomCommands = (actor: LiveActor<RoomState>): Ask => {
  const { t } = useLocale();
  return useCallback(
    async (name, data) => {
      const settled = await actor.command(name, { ...data });
      if (!settled.ok && !QUIET.has(settled.code)) showToast(rejectionText(settled.code, t));
      return settled.ok;
    },
    [actor, t],
  );
};

// One page's connection to one room: opened with the page, closed with it, and one of the eyes that keep it truthful.
import { useEffect, useState, useSyncExternalStore } from "react";
import type { RoomState } from "#core/domain/lock-in/room-state.ts";
import { keepWatch } from "#web/lib/keep-watch.ts";
import type { LiveActor, LiveSnapshot } from "#web/lib/live.ts";
import { openRoom } from "#web/lib/live-room.ts";

const noSubscription = () => () => undefined;
const nothing = () => null;

export type OpenRoom = { readonly actor: LiveActor<RoomState>; readonly snapshot: LiveSnapshot<RoomState> };

export const useLiveRoom = (roomId: string, user: string, attempt: number): OpenRoom | null => {
  const [actor, setActor] = useState<LiveActor<RoomState> | null>(null);
  useEffect(() => {
    const opened = openRoom(roomId, user);
    const stopWatching = keepWatch(opened, user);
    // The connection belongs to the effect: opened and closed with the page, never during a render.
    // oxlint-disable-next-line react/set-state-in-effect
    setActor(opened);
    return () => {
      setActor(null);
      stopWatching();
      opened.close();
    };
  }, [roomId, user, attempt]);
  const snapshot = useSyncExternalStore(actor?.subscribe ?? noSubscription, actor?.getSnapshot ?? nothing);
  return actor === null || snapshot === null ? null : { actor, snapshot };
};

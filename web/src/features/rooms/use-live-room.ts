// One page's connection to one room: opened with the page, closed with it, and one of the eyes that keep it truthful.
import { useEffect, useState, useSyncExternalStore } from "react";
import type { RoomState } from "#core/domain/lock-in/room-state.ts";
import { WATCH_EVERY_MS, watchDelayMs } from "#core/domain/lock-in/watchers.ts";
import { afterMs } from "#web/lib/background-timer.ts";
import type { LiveActor, LiveSnapshot } from "#web/lib/live.ts";
import { openRoom } from "#web/lib/live-room.ts";

/**
 * The first visible members ask the room to look, every four seconds, each at its place in the round. A change of
 * presence never moves a turn that already waits, or a busy room would never be looked at.
 */
const keepWatch = (actor: LiveActor<RoomState>, user: string): (() => void) => {
  let stop: (() => void) | null = null;
  const placeMs = (): number | null => watchDelayMs(actor.getSnapshot().presence?.members ?? [], user);
  const turnIn = (ms: number) => {
    stop = afterMs(ms, () => {
      stop = null;
      if (placeMs() === null) return;
      actor.signal("watch", {});
      turnIn(WATCH_EVERY_MS);
    });
  };
  const begin = () => {
    const ms = stop === null ? placeMs() : null;
    if (ms !== null) turnIn(ms);
  };
  begin();
  const unsubscribe = actor.subscribe(begin);
  return () => {
    unsubscribe();
    stop?.();
  };
};

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

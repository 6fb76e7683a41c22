// Whether voice shows itself in a room: once somebody is in it, or has asked for it. What it takes is loaded only then.
import { useCallback, useState } from "react";
import type { RoomView } from "../room-view.ts";

type VoiceDoor = {
  readonly isShown: boolean;
  readonly isWanted: boolean;
  readonly join: (() => void) | null;
  /** By one's own wish: a panel that comes back later must not join by itself. */
  readonly left: () => void;
};

export const useVoiceDoor = (
  { people, chatOpen }: Pick<RoomView, "people" | "chatOpen">,
  isBlocked: boolean,
): VoiceDoor => {
  const [isWanted, setWanted] = useState(false);
  const isShown = isWanted || people.some(({ voice }) => voice !== null);
  const join = isShown || !chatOpen || isBlocked ? null : () => setWanted(true);
  const left = useCallback(() => setWanted(false), []);
  return { isShown, isWanted, join, left };
};

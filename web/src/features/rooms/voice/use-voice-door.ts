// Whether voice shows itself in a room: once somebody is in it, or has asked for it. What it takes is loaded only then.
import { useState } from "react";
import type { RoomView } from "../room-view.ts";

type VoiceDoor = {
  readonly isShown: boolean;
  readonly isWanted: boolean;
  readonly join: (() => void) | null;
  /** Told by the panel: it stays while one is in, and one that comes back later does not join by itself. */
  readonly want: (voice: boolean) => void;
};

export const useVoiceDoor = (
  { people, chatOpen }: Pick<RoomView, "people" | "chatOpen">,
  isBlocked: boolean,
): VoiceDoor => {
  const [isWanted, setWanted] = useState(false);
  const isShown = isWanted || people.some(({ voice }) => voice !== null);
  const join = isShown || !chatOpen || isBlocked ? null : () => setWanted(true);
  return { isShown, isWanted, join, want: setWanted };
};

// A part of the page over the whole screen, where the browser can.
import { type RefObject, useCallback, useEffect, useState } from "react";

export const useFullScreen = (part: RefObject<HTMLElement | null>) => {
  const [isFull, setFull] = useState(false);
  useEffect(() => {
    const look = () => setFull(part.current !== null && document.fullscreenElement === part.current);
    document.addEventListener("fullscreenchange", look);
    return () => document.removeEventListener("fullscreenchange", look);
  }, [part]);
  const toggle = useCallback(() => {
    const change = document.fullscreenElement === null ? part.current?.requestFullscreen() : document.exitFullscreen();
    // Refused without a gesture, or where a policy forbids it: the page stays as it is.
    change?.catch(() => undefined);
  }, [part]);
  return { isFull, toggle, isPossible: document.fullscreenEnabled };
};

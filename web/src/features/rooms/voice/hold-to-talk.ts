// Space, held, opens a muted microphone: never while somebody types, and never in place of what Space does on a control.
import { useEffect } from "react";

/** Where Space already means something. */
export const SPACE_BELONGS_TO =
  'input, textarea, select, button, a, summary, audio, video, [contenteditable=""], [contenteditable="true"], [role="menuitem"], [role="switch"], [role="slider"]';

type Key = Pick<KeyboardEvent, "code" | "ctrlKey" | "metaKey" | "altKey">;
type Place = { readonly closest: (selector: string) => unknown } | null;

export const opensMicrophone = (key: Key, place: Place): boolean =>
  key.code === "Space" &&
  !key.ctrlKey &&
  !key.metaKey &&
  !key.altKey &&
  (place === null || place.closest(SPACE_BELONGS_TO) === null);

export const useHoldToTalk = (isOn: boolean, hold: (on: boolean) => void): void => {
  useEffect(() => {
    if (!isOn) return undefined;
    let isHeld = false;
    const press = (event: KeyboardEvent) => {
      if (!opensMicrophone(event, event.target instanceof Element ? event.target : null)) return;
      // The page would scroll.
      event.preventDefault();
      isHeld = true;
      hold(true);
    };
    const release = (event?: Event) => {
      if (!isHeld || (event instanceof KeyboardEvent && event.code !== "Space")) return;
      isHeld = false;
      hold(false);
    };
    addEventListener("keydown", press);
    addEventListener("keyup", release);
    // The key may be let go where this page does not see it.
    addEventListener("blur", release);
    document.addEventListener("visibilitychange", release);
    return () => {
      release();
      removeEventListener("keydown", press);
      removeEventListener("keyup", release);
      removeEventListener("blur", release);
      document.removeEventListener("visibilitychange", release);
    };
  }, [isOn, hold]);
};

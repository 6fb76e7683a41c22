// Only one piece of sound plays at a time; the chosen speed holds for all of them.
import { createStore, useStore } from "#web/lib/external-store.ts";

const SPEEDS = [1, 1.5, 2] as const;
const speed = createStore<number>(1);
let current: HTMLMediaElement | null = null;

export const useSpeed = (): number => useStore(speed);

export const nextSpeed = (): void => {
  const at = SPEEDS.findIndex((one) => one === speed.get());
  speed.set(SPEEDS[(at + 1) % SPEEDS.length] ?? 1);
};

/** Whatever played before is silent. */
export const playAlone = async (element: HTMLMediaElement): Promise<void> => {
  if (current !== null && current !== element) current.pause();
  current = element;
  await element.play();
};

// Timers that keep their time in hidden tabs: socket pings every 5 s, phase edges, the title's minute.
import timerScript from "./background-timer.worker.ts?worker&url";
import { ownScript } from "./trusted-urls.ts";

const callbacks = new Map<number, () => void>();
let worker: Worker | null = null;
let lastId = 0;

const openWorker = (): Worker => {
  if (worker !== null) return worker;
  worker = new Worker(ownScript(timerScript), { type: "module", name: "timer" });
  worker.addEventListener("message", ({ data }: MessageEvent<number>) => callbacks.get(data)?.());
  return worker;
};

const start = (order: { everyMs: number } | { afterMs: number }, callback: () => void): (() => void) => {
  const id = ++lastId;
  callbacks.set(id, callback);
  openWorker().postMessage({ id, ...order });
  return () => {
    if (callbacks.delete(id)) worker?.postMessage({ id, stop: true });
  };
};

/** Returns the function that stops it. */
export const everyMs = (ms: number, callback: () => void): (() => void) => start({ everyMs: ms }, callback);

export const afterMs = (ms: number, callback: () => void): (() => void) => {
  const stop = start({ afterMs: Math.max(0, ms) }, () => {
    stop();
    callback();
  });
  return stop;
};

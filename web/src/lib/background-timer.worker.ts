// Timers of hidden tabs are held back to one a minute; a worker's are not. It only says "now".
type Order = { readonly id: number; readonly everyMs?: number; readonly afterMs?: number; readonly stop?: true };

const running = new Map<number, () => void>();

self.addEventListener("message", ({ data }: MessageEvent<Order>) => {
  running.get(data.id)?.();
  running.delete(data.id);
  if (data.stop === true) return;
  const say = () => self.postMessage(data.id);
  if (data.everyMs !== undefined) {
    const timer = setInterval(say, data.everyMs);
    running.set(data.id, () => clearInterval(timer));
  } else if (data.afterMs !== undefined) {
    const timer = setTimeout(say, data.afterMs);
    running.set(data.id, () => clearTimeout(timer));
  }
});

// The flush that waits. The runtime fires timers a millisecond apart, so only one is on its way.
import type { Host } from "./host.ts";

export class FlushTimer {
  readonly #host: Pick<Host, "now" | "defer">;
  readonly #flush: () => void;
  #waiting: { readonly at: number; readonly cancel: () => void } | null = null;

  constructor(host: Pick<Host, "now" | "defer">, flush: () => void) {
    this.#host = host;
    this.#flush = flush;
  }

  get isRunning(): boolean {
    return this.#waiting !== null;
  }

  /** Flushes in `waitMs`, or sooner where that was to happen anyway. */
  within(waitMs: number): void {
    const at = this.#host.now() + waitMs;
    if (this.#waiting !== null && this.#waiting.at <= at) return;
    this.cancel();
    const goOff = (): void => {
      this.#waiting = null;
      this.#flush();
    };
    this.#waiting = { at, cancel: this.#host.defer(waitMs, goOff) };
  }

  cancel(): void {
    this.#waiting?.cancel();
    this.#waiting = null;
  }
}

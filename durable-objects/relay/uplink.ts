// What members behind a relay say, on its way to the actor: in batches, one at a time, kept until they are answered.
import type { Host } from "../shell/host.ts";
import type { Up } from "./lines.ts";

/** An actor that took a batch and said nothing for this long may have died with it. */
const ANSWERED_WITHIN_MS = 3_000;

type Batch = { readonly no: number; readonly items: readonly Up[] };
/** False where the actor did not take it. */
type Send = (batch: number, items: readonly Up[], isRepeat: boolean) => Promise<boolean>;

export class Uplink {
  readonly #host: Host;
  readonly #send: Send;
  readonly #inBackground: (work: () => Promise<void>) => void;
  #waiting: Up[] = [];
  /** Sent, and not answered yet: a command sent again is settled as it was, so nothing happens twice. */
  #sent: Batch[] = [];
  #no = 0;
  #isSending = false;
  /** Ends the watch over the oldest batch; null where there is none. A timer keeps the object from hibernating. */
  #stopWatching: (() => void) | null = null;
  #resends: Batch[] = [];

  constructor(host: Host, send: Send, inBackground: (work: () => Promise<void>) => void) {
    this.#host = host;
    this.#send = send;
    this.#inBackground = inBackground;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0 && this.#sent.length === 0;
  }

  push(item: Up): void {
    this.#waiting.push(item);
    this.#pump();
  }

  done(batch: number): void {
    this.#sent = this.#sent.filter(({ no }) => no > batch);
    if (this.#sent.length > 0) return;
    this.#stopWatching?.();
    this.#stopWatching = null;
  }

  /** A new line: everything without an answer goes first, in its order. */
  reopened(): void {
    this.#resends = [...this.#sent];
    this.#pump();
  }

  #next(): (Batch & { readonly isRepeat: boolean }) | undefined {
    const again = this.#resends.shift();
    if (again !== undefined) return { ...again, isRepeat: true };
    if (this.#waiting.length === 0) return undefined;
    const batch = { no: (this.#no += 1), items: this.#waiting };
    this.#waiting = [];
    this.#sent.push(batch);
    return { ...batch, isRepeat: false };
  }

  #pump(): void {
    if (this.#isSending) return;
    this.#isSending = true;
    this.#inBackground(async () => {
      // Behind the turn: a burst is one batch.
      await Promise.resolve();
      for (let batch = this.#next(); batch !== undefined; batch = this.#next()) {
        if (await this.#send(batch.no, batch.items, batch.isRepeat)) continue;
        // Nothing overtakes it: all without an answer go again, in their order, when the line is open.
        this.#resends = [...this.#sent];
        break;
      }
      this.#isSending = false;
      this.#watch();
    });
  }

  #watch(): void {
    const oldest = this.#sent[0]?.no;
    if (oldest === undefined || this.#stopWatching !== null) return;
    this.#stopWatching = this.#host.defer(ANSWERED_WITHIN_MS, () => {
      this.#stopWatching = null;
      if (this.#sent[0]?.no === oldest) this.reopened();
      else this.#watch();
    });
  }
}

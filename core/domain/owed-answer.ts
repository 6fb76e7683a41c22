// Whether an answer stays out: on a connection that lives, what comes in time is no loss, and what does not is asked for anew.

export class OwedAnswer {
  readonly #withinMs: number;
  #n: number | null = null;
  #since = 0;

  constructor(withinMs: number) {
    this.#withinMs = withinMs;
  }

  /** `n`: the oldest answer that is out (`LiveClient.owed`), null where none is; asked every so often. */
  isLate(n: number | null, now: number): boolean {
    if (n !== this.#n) this.#since = now;
    this.#n = n;
    return n !== null && now - this.#since >= this.#withinMs;
  }

  /** On another connection everything has its time again. */
  begin(): void {
    this.#n = null;
  }
}

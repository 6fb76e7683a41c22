// Frames that came in while a flush waits: read together when it goes, or before anything is heard that came behind them.

export class Gathering {
  readonly #unread: (() => void)[] = [];
  #isReading = false;

  get size(): number {
    return this.#unread.length;
  }

  get isReading(): boolean {
    return this.#isReading;
  }

  add(read: () => void): void {
    this.#unread.push(read);
  }

  /** In the order in which they came. One that breaks leaves the rest unread. */
  read(): void {
    if (this.#isReading || this.#unread.length === 0) return;
    this.#isReading = true;
    try {
      for (let read = this.#unread.shift(); read !== undefined; read = this.#unread.shift()) read();
    } finally {
      this.#isReading = false;
    }
  }
}

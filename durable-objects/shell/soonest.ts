// One thing to do that many events ask for: a row is written only where it has to happen sooner than known.
import type { Alarms } from "./alarms.ts";

export class Soonest {
  readonly kind: string;
  readonly #alarms: () => Alarms;
  /** null after a wake, where a stored alarm is moved once more at worst. */
  #at: number | null = null;

  constructor(kind: string, alarms: () => Alarms) {
    this.kind = kind;
    this.#alarms = alarms;
  }

  by(at: number): void {
    if (this.#at !== null && this.#at <= at) return;
    this.#at = at;
    this.#alarms().set(this.kind, "", at);
  }

  /** It is being done: whoever asks from now on asks for another time. */
  begun(): void {
    this.#at = null;
  }

  get isAskedAgain(): boolean {
    return this.#at !== null;
  }
}

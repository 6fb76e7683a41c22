// The engine's memory of settled commands over the tail of the log; whatever it forgot, the log answers.
import { type ClientHistory, happenedOf } from "#core/domain/settling.ts";
import type { Ack, By, Reject, SequencedEvent } from "#core/protocol/frames.ts";

/** Authorship of this many events is kept at hand; an older `since` reads the log. */
const TAIL_EVENTS = 4_096;
const MAX_CLIENTS = 4_096;
const MAX_ANSWERED_PER_CLIENT = 1_024;

const NOTHING_ANSWERED: ReadonlyMap<number, Ack | Reject> = new Map();

type Authorship = { readonly seq: number; readonly by: By | null };

export class Settlements {
  readonly #eventsAfter: (seq: number) => SequencedEvent[];
  /** Everything after this `seq` is in the tail. */
  #tailAfter: number;
  #tail: Authorship[] = [];
  readonly #answered = new Map<string, Map<number, Ack | Reject>>();

  constructor(head: number, eventsAfter: (seq: number) => SequencedEvent[]) {
    this.#tailAfter = head;
    this.#eventsAfter = eventsAfter;
  }

  /** Staged events count at once: if their turn fails, this instance ends with it. */
  happened(events: readonly Authorship[]): void {
    for (const { seq, by } of events) this.#tail.push({ seq, by });
    if (this.#tail.length > TAIL_EVENTS * 2) {
      this.#tail = this.#tail.slice(-TAIL_EVENTS);
      this.#tailAfter = (this.#tail[0]?.seq ?? 1) - 1;
    }
  }

  answered(user: string, client: string, n: number, frame: Ack | Reject): void {
    const key = `${user}/${client}`;
    let answered = this.#answered.get(key);
    if (answered === undefined) {
      answered = new Map();
      this.#answered.set(key, answered);
      const oldest = this.#answered.keys().next().value;
      // Forgetting is harmless (the command is decided anew), growing without end is not.
      if (this.#answered.size > MAX_CLIENTS && oldest !== undefined) this.#answered.delete(oldest);
    }
    answered.set(n, frame);
    if (answered.size > MAX_ANSWERED_PER_CLIENT) answered.delete(answered.keys().next().value ?? n);
  }

  /** A client's history in `(since, head]`. */
  historyOf(user: string, client: string, since: number): ClientHistory {
    if (since < this.#tailAfter) this.#extendTail(since);
    return {
      // The log has no gaps, so neither has its tail.
      happened: happenedOf(this.#tail.slice(since - this.#tailAfter), user, client, since),
      answered: this.#answered.get(`${user}/${client}`) ?? NOTHING_ANSWERED,
    };
  }

  #extendTail(since: number): void {
    const older = this.#eventsAfter(since).filter(({ seq }) => seq <= this.#tailAfter);
    this.#tail = [...older.map(({ seq, by }) => ({ seq, by })), ...this.#tail];
    this.#tailAfter = since;
  }
}

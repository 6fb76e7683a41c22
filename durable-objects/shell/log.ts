// The log of one actor: segments (one row per flush), one snapshot, and the id that says which log it is.
import type { SequencedEvent } from "#core/protocol/frames.ts";
import { SNAPSHOT_EVERY_BYTES, SNAPSHOT_EVERY_EVENTS } from "#core/protocol/limits.ts";
import type { Migration, Sql } from "./sqlite.ts";

export const LOG_MIGRATIONS: readonly Migration[] = [
  {
    id: "log",
    sql: `CREATE TABLE log (only INTEGER PRIMARY KEY CHECK (only = 1), id TEXT NOT NULL);
      CREATE TABLE segments (first_seq INTEGER PRIMARY KEY, count INTEGER NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL);
      CREATE TABLE snapshots (only INTEGER PRIMARY KEY CHECK (only = 1), seq INTEGER NOT NULL, state TEXT NOT NULL);`,
  },
];

/** `body` is the JSON text of an array of events, exactly as it goes out in an `events` frame. */
export type Segment = { readonly first_seq: number; readonly count: number; readonly body: string };

/** A wake reads every row behind the snapshot, and each is billed: at most so many where everything goes singly. */
export const SNAPSHOT_EVERY_ROWS = 64;

/** About a page of messages in a quiet conversation. */
const READ_BACK_SEGMENTS = 64;

export class EventLog {
  readonly #sql: Sql;
  #rowsSinceSnapshot = 0;
  #eventsSinceSnapshot = 0;
  #bytesSinceSnapshot = 0;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** The log's id; a new log gets one. */
  open(newId: () => string): string {
    const known = this.#sql.exec<{ id: string }>("SELECT id FROM log WHERE only = 1").toArray()[0];
    if (known !== undefined) return known.id;
    const id = newId();
    this.#sql.exec("INSERT INTO log (only, id) VALUES (1, ?)", id);
    return id;
  }

  /** One row, whatever it carries. `events` is not empty and continues the log without gap. */
  append(events: readonly SequencedEvent[], body: string): void {
    const first = events[0];
    if (first === undefined) return;
    this.#sql.exec(
      "INSERT INTO segments (first_seq, count, at, body) VALUES (?, ?, ?, ?)",
      first.seq,
      events.length,
      first.at,
      body,
    );
    this.#rowsSinceSnapshot += 1;
    this.#eventsSinceSnapshot += events.length;
    this.#bytesSinceSnapshot += body.length;
  }

  /** Segments that hold anything after `seq`, oldest first. The first may begin at or before it. */
  segmentsAfter(seq: number): Segment[] {
    return this.#sql
      .exec<Segment>(
        `SELECT first_seq, count, body FROM segments
         WHERE first_seq >= coalesce((SELECT max(first_seq) FROM segments WHERE first_seq <= ?), 0) ORDER BY first_seq`,
        seq + 1,
      )
      .toArray();
  }

  eventsAfter(seq: number): SequencedEvent[] {
    return this.segmentsAfter(seq)
      .flatMap((segment) => JSON.parse(segment.body) as SequencedEvent[])
      .filter((event) => event.seq > seq);
  }

  /** null where there is none. */
  eventAt(seq: number): SequencedEvent | null {
    const segment = this.#sql
      .exec<Segment>(
        "SELECT first_seq, count, body FROM segments WHERE first_seq <= ? ORDER BY first_seq DESC LIMIT 1",
        seq,
      )
      .toArray()[0];
    const events = segment === undefined ? [] : (JSON.parse(segment.body) as SequencedEvent[]);
    return events.find((event) => event.seq === seq) ?? null;
  }

  /** Events with a lesser `seq`, newest first; segments are read as they are needed. */
  *eventsBefore(seq: number): Generator<SequencedEvent> {
    for (let before = seq; before > 1;) {
      const segments = this.#sql
        .exec<Segment>(
          "SELECT first_seq, count, body FROM segments WHERE first_seq < ? ORDER BY first_seq DESC LIMIT ?",
          before,
          READ_BACK_SEGMENTS,
        )
        .toArray();
      if (segments.length === 0) return;
      for (const { first_seq: first, body } of segments) {
        const events = JSON.parse(body) as SequencedEvent[];
        for (const event of events.toReversed()) if (event.seq < before) yield event;
        before = first;
      }
    }
  }

  snapshot(): { seq: number; state: unknown } | null {
    const row = this.#sql.exec<{ seq: number; state: string }>("SELECT seq, state FROM snapshots").toArray()[0];
    return row === undefined ? null : { seq: row.seq, state: JSON.parse(row.state) };
  }

  /** The state after everything in the log; null and 0 where nothing has happened yet. */
  fold<State>(evolve: (state: State | null, event: SequencedEvent) => State): { state: State | null; head: number } {
    const snapshot = this.snapshot();
    let state = (snapshot?.state ?? null) as State | null;
    let head = snapshot?.seq ?? 0;
    let rows = 0;
    let bytes = 0;
    let count = 0;
    for (const segment of this.segmentsAfter(head)) {
      for (const event of JSON.parse(segment.body) as SequencedEvent[]) {
        if (event.seq <= head) continue;
        state = evolve(state, event);
        head = event.seq;
        count += 1;
      }
      rows += 1;
      bytes += segment.body.length;
    }
    this.#countSinceSnapshot(rows, count, bytes);
    return { state, head };
  }

  /** What the stored snapshot does not cover, so that the next one comes in time. */
  #countSinceSnapshot(rows: number, events: number, bytes: number): void {
    this.#rowsSinceSnapshot = rows;
    this.#eventsSinceSnapshot = events;
    this.#bytesSinceSnapshot = bytes;
  }

  get snapshotIsDue(): boolean {
    return (
      this.#rowsSinceSnapshot >= SNAPSHOT_EVERY_ROWS ||
      this.#eventsSinceSnapshot >= SNAPSHOT_EVERY_EVENTS ||
      this.#bytesSinceSnapshot >= SNAPSHOT_EVERY_BYTES
    );
  }

  writeSnapshot(seq: number, state: unknown): void {
    this.#sql.exec(
      "INSERT INTO snapshots (only, seq, state) VALUES (1, ?, ?) ON CONFLICT (only) DO UPDATE SET seq = excluded.seq, state = excluded.state",
      seq,
      JSON.stringify(state),
    );
    this.#countSinceSnapshot(0, 0, 0);
  }
}

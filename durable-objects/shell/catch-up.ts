// What brings a client up to date: the events it missed or the state itself, whichever is shorter. Kept until the next
// event, because whoever was cut off together comes back together.
import type { SequencedEvent } from "#core/protocol/frames.ts";
import type { LiveRules } from "./live-rules.ts";
import type { EventLog, Segment } from "./log.ts";
import { mapSegments, replayFrames } from "./replay.ts";
import { hashOf } from "./state-hash.ts";

/** A replay longer than this many events is answered with a snapshot without measuring. */
const REPLAY_MAX_EVENTS = 2_048;
/** Different places from which those who come back together go on. */
const REPLAYS_KEPT = 16;

/** Frames of what was missed, or the JSON text of the state where that is shorter. */
export type Missed = { readonly frames: readonly string[]; readonly snapshot: string | null };

const NOTHING: Missed = { frames: [], snapshot: null };

type Kept = {
  readonly head: number;
  readonly replays: Map<string, readonly string[]>;
  readonly snapshots: Map<number, string>;
  readonly hashes: Map<number, string>;
};

type Rules<State> = Pick<LiveRules<State, never>, "view" | "viewEvent" | "mustReplay">;

export class CatchUp<State> {
  readonly #log: EventLog;
  readonly #rules: Rules<State>;
  #kept: Kept = { head: 0, replays: new Map(), snapshots: new Map(), hashes: new Map() };

  constructor(log: EventLog, rules: Rules<State>) {
    this.#log = log;
    this.#rules = rules;
  }

  #keptAt(head: number): Kept {
    if (this.#kept.head !== head) this.#kept = { head, replays: new Map(), snapshots: new Map(), hashes: new Map() };
    return this.#kept;
  }

  /** For whoever holds everything up to `have` and sees from `from` on; everything up to `head` is flushed. */
  missed(state: State, head: number, have: number, from: number): Missed {
    if (have >= head) return NOTHING;
    // Nothing before `from` leaves, and what was held before one went and came back is no part of what one sees now.
    if (from > 1 && have < from) return this.#snapshot(state, head, from);
    const kept = this.#keptAt(head).replays.get(`${have}/${from}`);
    if (kept !== undefined) return { frames: kept, snapshot: null };
    const mustReplay = have > 0 && this.#rules.mustReplay(state);
    if (!mustReplay && head - have > REPLAY_MAX_EVENTS) return this.#snapshot(state, head, from);
    const segments = this.#log.segmentsAfter(have);
    const replayBytes = segments.reduce((sum, segment) => sum + segment.body.length, 0);
    if (!mustReplay && replayBytes > this.#snapshotText(state, head, 1).length)
      return this.#snapshot(state, head, from);
    return { frames: this.#keep(head, have, from, segments), snapshot: null };
  }

  #snapshot(state: State, head: number, from: number): Missed {
    return { frames: [], snapshot: this.#snapshotText(state, head, from) };
  }

  #snapshotText(state: State, head: number, from: number): string {
    const { snapshots } = this.#keptAt(head);
    const text = snapshots.get(from) ?? JSON.stringify(this.#rules.view(state, from));
    snapshots.set(from, text);
    return text;
  }

  #keep(head: number, after: number, from: number, segments: readonly Segment[]): readonly string[] {
    const { replays } = this.#keptAt(head);
    const frames = this.replay(after, from, segments);
    if (replays.size < REPLAYS_KEPT) replays.set(`${after}/${from}`, frames);
    return frames;
  }

  /** Frames of everything after `after`, as whoever sees from `from` on may know it. */
  replay(after: number, from: number, segments: readonly Segment[] = this.#log.segmentsAfter(after)): string[] {
    const viewed = (event: SequencedEvent) => this.#rules.viewEvent(event, from);
    return replayFrames(from <= 1 ? segments : mapSegments(segments, viewed), after);
  }

  hashOf(state: State, head: number, from: number): string {
    const { hashes } = this.#keptAt(head);
    const hash = hashes.get(from) ?? hashOf(this.#rules.view(state, from));
    hashes.set(from, hash);
    return hash;
  }
}

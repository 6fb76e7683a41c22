// What the engine must know of one kind of actor; everything here is pure or belongs to the same synchronous turn.
import type { Result } from "#core/domain/result.ts";
import type { SequencedEvent } from "#core/protocol/frames.ts";
import type { Session } from "./sockets.ts";

/** With `retryAfterMs` it settles nothing: the command is forgotten and comes again. */
export type Rejection = { readonly code: string; readonly detail?: string; readonly retryAfterMs?: number };
export type NamedEvent = { readonly name: string; readonly data: unknown };

export interface LiveRules<State, Command> {
  parseCommand(name: string, data: unknown): Result<Command, Rejection>;
  decide(state: State, command: Command, user: string, now: number): Result<readonly NamedEvent[], Rejection>;
  evolve(state: State | null, event: SequencedEvent): State;
  /** What is due by itself at `now`; the events will follow `head`. */
  advance(state: State, head: number, now: number): readonly NamedEvent[];
  /** When to look again by itself (epoch ms); null where nothing waits. */
  nextWake(state: State, now: number): number | null;
  isMember(state: State, user: string): boolean;
  /** The first `seq` this person may see; 1 for everything. */
  visibleFrom(state: State, user: string): number;
  /** The state as whoever sees from `from` on folds it. */
  view(state: State, from: number): State;
  /** An event as whoever sees from `from` on may know it; the same object where nothing is kept from them. */
  viewEvent(event: SequencedEvent, from: number): SequencedEvent;
  /** Only clients can read what is said: who has part of the log gets the rest of it, never a snapshot instead. */
  mustReplay(state: State): boolean;
  /** Somebody goes with it, and must not receive what comes after: it is the last event of its flush. */
  endsFlush(event: SequencedEvent): boolean;
  /** A signal of a reader; false where the name or the data is not known. */
  signal(session: Session, name: string, data: unknown): boolean;
  /** A reader has its welcome. */
  welcomed(session: Session): void;
  /** In the turn that persists `events`: named alarms that must live or die with them. */
  appended(events: readonly SequencedEvent[], state: State): void;
  /** After a flush, a hello or a closed socket: ephemeral news such as presence may go out. */
  settled(): void;
}

/** Of an actor whose members all see everything. */
export const WHOLE_HISTORY = {
  visibleFrom: () => 1,
  view: <State>(state: State) => state,
  viewEvent: (event: SequencedEvent) => event,
  mustReplay: () => false,
  endsFlush: () => false,
};

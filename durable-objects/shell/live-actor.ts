// The engine of every live actor: frames in, one row and one frame per flush out. Composed, not inherited.
import { settle } from "#core/domain/settling.ts";
import type {
  Ack,
  By,
  CommandFrame,
  Hello,
  Reject,
  SequencedEvent,
  ServerFrame,
  Welcome,
} from "#core/protocol/frames.ts";
import { MAX_FLUSH_BYTES } from "#core/protocol/limits.ts";
import { PROTOCOL_VERSION } from "#core/protocol/version.ts";
import { Alarms } from "./alarms.ts";
import { CatchUp } from "./catch-up.ts";
import type { Fanout } from "./fanout.ts";
import { FlushTimer } from "./flush-timer.ts";
import { FlushWindow } from "./flush-window.ts";
import { Gathering } from "./gathering.ts";
import type { Host } from "./host.ts";
import type { LiveRules, NamedEvent, Rejection } from "./live-rules.ts";
import { EventLog } from "./log.ts";
import { eventsFrame, framesByReader } from "./replay.ts";
import { Settlements } from "./settlements.ts";
import { type Session, Sockets } from "./sockets.ts";

/** Somebody who sends commands: a socket, or a call of the command door. */
export type Sender = {
  readonly user: string;
  readonly client: string;
  /** A socket sees its own events; whoever does not is told where they went by an ack. */
  readonly seesEvents: boolean;
  readonly reply: (frame: Ack | Reject) => void;
};

export class LiveActor<State, Command> {
  readonly sockets: Sockets;
  readonly alarms: Alarms;
  /** Set by an actor that has relays. */
  fanout: Fanout | null = null;
  readonly #host: Host;
  readonly #name: string;
  readonly #rules: LiveRules<State, Command>;
  readonly #log: EventLog;
  readonly #catchUp: CatchUp<State>;
  readonly #settlements: Settlements;
  readonly #window = new FlushWindow();
  readonly #logId: string;
  /** As of the last flush: who reads it, and from where, decides what they see of the next. */
  #flushed: State;
  /** Committed and staged: equal but for what waits for the next flush. */
  #state: State;
  #head: number;
  #staged: SequencedEvent[] = [];
  #encoded: string[] = [];
  #stagedBytes = 0;
  /** Answers that may leave only with the flush that persists what they were decided on. */
  #answers: (() => void)[] = [];
  readonly #gathered = new Gathering();
  readonly #timer: FlushTimer;
  /** A flush failed: the turn is taken back, and nothing of it may be caught. */
  #isEnding = false;
  /** 0 after a wake: the first command looks whether anything is overdue. */
  #dueAt: number | null = 0;

  /** Wakes an actor; one whose log is empty is being created, and its caller lets the first events happen at once. */
  constructor(host: Host, name: string, rules: LiveRules<State, Command>) {
    this.#host = host;
    this.#name = name;
    this.#rules = rules;
    this.#timer = new FlushTimer(host, () => this.flush());
    this.#log = new EventLog(host.sql);
    this.#catchUp = new CatchUp(this.#log, rules);
    this.alarms = new Alarms(host.sql, (at) => host.setAlarm(at));
    this.#logId = this.#log.open(() => host.randomId());
    const { state, head } = this.#log.fold<State>((before, event) => rules.evolve(before, event));
    // Only between construction and the first events of a new actor is there no state.
    this.#state = state as State;
    this.#flushed = this.#state;
    this.#head = head;
    this.#settlements = new Settlements(head, (seq) => this.#log.eventsAfter(seq));
    this.sockets = new Sockets(host);
  }

  get state(): State {
    return this.#state;
  }

  get head(): number {
    return this.#head;
  }

  get logId(): string {
    return this.#logId;
  }

  visibleFrom(user: string): number {
    return this.#rules.visibleFrom(this.#state, user);
  }

  /** Events nobody asked for: noticed by the actor, or asked for by the Worker (`by` null). */
  happen(events: readonly NamedEvent[]): void {
    this.#stage(events, null, this.#host.now());
  }

  #stage(events: readonly NamedEvent[], by: By | null, at: number): void {
    let state = this.#state;
    const sequenced = events.map((event, index) => {
      const next: SequencedEvent = { seq: this.#head + index + 1, at, by, name: event.name, data: event.data };
      state = this.#rules.evolve(state, next);
      return next;
    });
    const encoded = sequenced.map((event) => JSON.stringify(event));
    const bytes = encoded.reduce((sum, text) => sum + text.length, 0);
    // Cut between commands, so that the events of one command are never in two frames.
    if (this.#stagedBytes > 0 && this.#stagedBytes + bytes > MAX_FLUSH_BYTES) this.#flushStaged();
    this.#state = state;
    this.#head += sequenced.length;
    this.#staged.push(...sequenced);
    this.#encoded.push(...encoded);
    this.#stagedBytes += bytes;
    this.#settlements.happened(sequenced);
    if (sequenced.some((event) => this.#rules.endsFlush(event))) this.#flushStaged();
  }

  /** What is due by itself happens before anything is decided, however late the object woke. */
  advance(): void {
    const now = this.#host.now();
    const events = this.#rules.advance(this.#state, this.#head, now);
    if (events.length > 0) this.#stage(events, null, now);
  }

  /** The same where the alarm should have gone off by now; it costs nothing where not. */
  advanceIfDue(): void {
    if (this.#dueAt !== null && this.#host.now() >= this.#dueAt) this.advance();
  }

  /** Decides one command; its answer leaves now, or with the flush that persists what it was decided on. */
  command(sender: Sender, frame: CommandFrame, log: string | null): void {
    const { user, client } = sender;
    const now = this.#host.now();
    const { n, floor } = frame;
    const isForeign = (log !== null && log !== this.#logId) || frame.since > this.#head;
    const history = this.#settlements.historyOf(user, client, isForeign ? 0 : frame.since);
    const settlement = settle({ n, floor }, history);
    switch (settlement.verdict) {
      case "answer":
        return this.#answer(sender, settlement.frame);
      case "stale":
        return this.#settleWith(sender, { type: "reject", n, code: "stale" });
      case "gap":
        return this.#answer(sender, { type: "reject", n, code: "gap", expected: settlement.expected });
    }
    this.advanceIfDue();
    const before = this.#head;
    const rejection = this.#decide(sender, frame, now);
    if (rejection !== null) {
      const refusal: Reject = { type: "reject", n, ...rejection };
      return rejection.retryAfterMs === undefined ? this.#settleWith(sender, refusal) : this.#answer(sender, refusal);
    }
    if (this.#head === before) return this.#settleWith(sender, { type: "ack", n, seq: null });
    this.#window.count(this.sockets.readerCount, now);
    const seq = this.#head;
    if (!sender.seesEvents) this.#answers.push(() => sender.reply({ type: "ack", n, seq }));
  }

  #decide({ user, client }: Sender, { n, name, data }: CommandFrame, now: number): Rejection | null {
    try {
      const parsed = this.#rules.parseCommand(name, data);
      if (!parsed.ok) return parsed.error;
      const decided = this.#rules.decide(this.#state, parsed.value, user, now);
      if (!decided.ok) return decided.error;
      this.#host.reach("decided");
      this.#stage(decided.value, { user, client, n }, now);
      return null;
    } catch (error) {
      if (this.#isEnding) throw error;
      // A rule that throws is a bug; that one command is refused, and nobody else in the room pays for it.
      this.#host.report(error);
      return { code: "internal" };
    }
  }

  #settleWith(sender: Sender, frame: Ack | Reject): void {
    if (frame.n !== null) this.#settlements.answered(sender.user, sender.client, frame.n, frame);
    this.#answer(sender, frame);
  }

  #answer(sender: Sender, frame: Ack | Reject): void {
    if (this.#staged.length === 0) sender.reply(frame);
    else this.#answers.push(() => sender.reply(frame));
  }

  /** Marks `n` as answered where its frame could not even be read as a command. */
  refuse(sender: Sender, frame: Reject): void {
    this.#settleWith(sender, frame);
  }

  /**
   * Whether a frame may wait unread for the flush that what it says would wait for anyway: several are read and decided together
   * for less than one by one. Where it may not, what came before it has been read.
   */
  gather(read: () => void): boolean {
    const waitMs = this.#waitMs(this.#staged.length + this.#gathered.size + 1);
    if (waitMs === null) {
      this.readGathered();
      return false;
    }
    this.#gathered.add(read);
    this.#timer.within(waitMs);
    return true;
  }

  /** Before anything is heard that came behind it. */
  readGathered(): void {
    this.#gathered.read();
  }

  get #isSettled(): boolean {
    return this.#staged.length === 0 && this.#answers.length === 0;
  }

  #waitMs(events: number): number | null {
    return this.#window.waitMs(this.#host.now(), events, this.#timer.isRunning);
  }

  /** Flushes at once when quiet, else within the window. Called at the end of a turn of commands. */
  flushSoon(): void {
    if (this.#isSettled) return;
    const waitMs = this.#waitMs(this.#staged.length);
    if (waitMs === null) this.flush();
    else this.#timer.within(waitMs);
  }

  /**
   * Reads what was gathered, persists, then publishes, in this turn: one row, one frame per reader, then the answers. The platform
   * holds what is sent until the row is durable. A failure leaves no trace: the instance ends and its clients send again.
   */
  flush(): void {
    this.readGathered();
    // In the midst of reading, the flush that waits is for the rest of it.
    if (!this.#gathered.isReading) this.#timer.cancel();
    this.#flushStaged();
  }

  #flushStaged(): void {
    if (this.#isSettled) return;
    try {
      if (this.#staged.length > 0) this.#flushEvents();
      for (const answer of this.#answers.splice(0)) answer();
      this.#host.reach("published");
    } catch (error) {
      this.#isEnding = true;
      this.#host.report(error);
      this.#host.abort("a flush failed");
    }
    this.#rules.settled();
  }

  #flushEvents(): void {
    const now = this.#host.now();
    const events = this.#staged;
    const body = `[${this.#encoded.join(",")}]`;
    this.#host.reach("flushing");
    this.#log.append(events, body);
    if (this.#log.snapshotIsDue) this.#log.writeSnapshot(this.#head, this.#state);
    this.#rules.appended(events, this.#state);
    this.#host.reach("appended");
    this.#staged = [];
    this.#encoded = [];
    this.#stagedBytes = 0;
    this.#window.flushed(now, events.length);
    this.arm();
    this.#host.reach("swapped");
    const whole = eventsFrame(body);
    const { viewEvent, visibleFrom } = this.#rules;
    const seenBy = this.#flushed;
    const frameFor = framesByReader(events, whole, this.#head, viewEvent, (user) => visibleFrom(seenBy, user));
    this.#flushed = this.#state;
    for (const reader of this.sockets.readers()) {
      // Those behind relays are told by their relay, once for all of them.
      if (reader.socket.isRemote !== true && reader.mayReceive(now)) reader.send(frameFor?.(reader.user) ?? whole);
    }
    this.fanout?.published((events[0] as SequencedEvent).seq, this.#head, whole, frameFor);
  }

  /** At once where nothing waits for a flush, read or unread, else behind the answers that do. */
  whenFlushed(task: () => void): void {
    if (this.#isSettled && this.#gathered.size === 0) task();
    else this.#answers.push(task);
  }

  /** Frames of everything after `after`, as whoever sees from `from` on may know it. */
  replay(after: number, from: number): string[] {
    return this.#catchUp.replay(after, from);
  }

  /** Wakes in time for what the state, and whoever is absent, will need. */
  arm(): void {
    this.#dueAt = this.#rules.nextWake(this.#state, this.#host.now());
    this.alarms.arm(this.#dueAt);
  }

  /** Wakes no later than `at`, without asking the rules. */
  armBy(at: number): void {
    this.#dueAt = this.#dueAt === null ? at : Math.min(this.#dueAt, at);
    this.alarms.arm(at);
  }

  /** After the platform alarm went off and what was due has been done: arms the next one. */
  rearm(): void {
    this.#dueAt = this.#rules.nextWake(this.#state, this.#host.now());
    this.alarms.rearm(this.#dueAt);
  }

  /** Answers hello: the exact state in one round trip, by replay or by snapshot, whichever is shorter. */
  welcome(session: Session, hello: Pick<Hello, "have" | "log" | "pending">): void {
    this.flush();
    const now = this.#host.now();
    const { client, user } = session;
    if (client === null) return;
    const reset = (hello.log !== null && hello.log !== this.#logId) || hello.have > this.#head;
    const have = reset ? 0 : hello.have;
    const from = this.#rules.visibleFrom(this.#state, user);
    const { frames, snapshot } = this.#catchUp.missed(this.#state, this.#head, have, from);
    const welcome: Omit<Welcome, "snapshot"> = {
      type: "welcome",
      protocol: PROTOCOL_VERSION,
      actor: this.#name,
      log: this.#logId,
      self: { user, client },
      from,
      head: this.#head,
      now,
      stateHash: this.hashOfState(from),
      settled: this.settledOf(user, client, hello.pending, reset),
      reset,
      accepts: ["commands"],
    };
    // The state is text already, and much longer than the rest.
    const state = snapshot === null ? "null" : `{"seq":${this.#head},"state":${snapshot}}`;
    session.send(`${JSON.stringify(welcome).slice(0, -1)},"snapshot":${state}}`);
    for (const frame of frames) session.send(frame);
    session.save({ stalledAt: null });
  }

  /** `[n, seq]` of a client's pending commands that have become events. */
  settledOf(user: string, client: string, pending: Hello["pending"], isForeign: boolean): [number, number][] {
    if (pending === null) return [];
    const { happened } = this.#settlements.historyOf(user, client, isForeign ? 0 : pending.since);
    return [...happened].filter(([n]) => n >= pending.floor);
  }

  /** A slow reader has caught up with what it was sent: what it missed meanwhile is replayed. */
  held(session: Session, seq: number): void {
    const wasStalled = session.attachment.stalledAt !== null;
    // While it is still passed over: what waits for the flush comes behind what it missed, with the replay.
    if (wasStalled) this.flush();
    session.save({ unheldBytes: 0, stalledAt: null });
    if (!wasStalled || seq >= this.#head) return;
    const from = this.#rules.visibleFrom(this.#state, session.user);
    for (const frame of this.#catchUp.replay(Math.max(seq, from - 1), from)) session.send(frame);
  }

  hashOfState(from = 1): string {
    return this.#catchUp.hashOf(this.#state, this.#head, from);
  }

  /** Stored events with a greater `seq`, for effects that are carried out later. */
  eventsAfter(seq: number): SequencedEvent[] {
    return this.#log.eventsAfter(seq);
  }

  /** One stored event; null where there is none. */
  eventAt(seq: number): SequencedEvent | null {
    return this.#log.eventAt(seq);
  }

  /** Stored events with a lesser `seq`, newest first, read no further than asked. */
  eventsBefore(seq: number): Generator<SequencedEvent> {
    return this.#log.eventsBefore(seq);
  }

  /** An ephemeral frame to readers; never stored, never the reason for a wake. */
  broadcast(frame: ServerFrame, to: (session: Session) => boolean = () => true): void {
    const text = JSON.stringify(frame);
    const now = this.#host.now();
    for (const reader of this.sockets.readers()) if (to(reader) && reader.mayReceive(now)) reader.send(text);
    this.fanout?.broadcast(text, frame.type === "presence", to);
  }
}

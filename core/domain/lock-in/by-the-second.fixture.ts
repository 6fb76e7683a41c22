// The same room counted second by second, without schedules, intervals or retrospect: the independent word on receipts.
import type { Plan } from "#core/protocol/rooms.ts";
import type { UserId } from "#core/protocol/ids.ts";

type PhaseRecord = {
  readonly session: number;
  readonly index: number;
  /** Seconds of running focus time in which somebody was there. */
  readonly active: Map<UserId, Set<number>>;
};

type Person = {
  /** In the roster and not dropped. */
  isPresent: boolean;
  isMember: boolean;
  /** Since when without a sign of life; null while there is one. */
  absentSince: number | null;
  graceS: number;
};

export type Counted = {
  readonly session: number;
  readonly phase: number;
  readonly user: UserId;
  readonly from: number;
  readonly to: number;
  readonly active: number;
  readonly copresent: number;
};

const DROP_GRACE_S = 10;
const SILENT_GRACE_S = 50;
const UNDO_S = 10;

export class RoomBySecond {
  second = 0;
  readonly issued: Counted[] = [];
  #plan: Plan;
  #session = 0;
  #index: number | null = null;
  #leftS = 0;
  #isPaused = false;
  #isDone = false;
  #endedAt: number | null = null;
  /** Focus phases without receipts, the running one last. */
  #open: PhaseRecord[] = [];
  readonly #people = new Map<UserId, Person>();

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  // --- people

  join(user: UserId): void {
    if (this.#people.get(user)?.isMember === true) return;
    this.#people.set(user, { isPresent: true, isMember: true, absentSince: this.second, graceS: DROP_GRACE_S });
  }

  connect(user: UserId): void {
    const person = this.#people.get(user);
    if (person?.isMember !== true) return;
    this.#people.set(user, { isPresent: true, isMember: true, absentSince: null, graceS: 0 });
  }

  close(user: UserId): void {
    const person = this.#people.get(user);
    // A socket that had been silent for a while is closed now: absence begins with the close.
    if (person === undefined || (person.absentSince !== null && person.graceS === DROP_GRACE_S)) return;
    person.absentSince = this.second;
    person.graceS = DROP_GRACE_S;
  }

  fallSilent(user: UserId): void {
    const person = this.#people.get(user);
    if (person === undefined || person.absentSince !== null) return;
    person.absentSince = this.second;
    person.graceS = SILENT_GRACE_S;
  }

  leave(user: UserId): boolean {
    const person = this.#people.get(user);
    if (person?.isMember !== true) return false;
    person.isMember = false;
    person.isPresent = false;
    return true;
  }

  // --- the clock

  get #isRunning(): boolean {
    return this.#index !== null && !this.#isDone && this.#endedAt === null;
  }

  #lengthS(index: number): number | null {
    const { rounds, focusMs, breakMs, longBreakMs, longBreakEvery } = this.#plan;
    if (rounds !== null && index >= rounds * 2 - 1) return null;
    if (index % 2 === 0) return focusMs / 1000;
    const isLong = longBreakEvery > 0 && ((index + 1) / 2) % longBreakEvery === 0;
    return (isLong ? longBreakMs : breakMs) / 1000;
  }

  #begin(index: number): void {
    const lengthS = this.#lengthS(index);
    this.#index = index;
    this.#isPaused = false;
    this.#isDone = lengthS === null;
    this.#leftS = lengthS ?? 0;
    if (lengthS !== null && index % 2 === 0) this.#open.push({ session: this.#session, index, active: new Map() });
  }

  start(): boolean {
    if (this.#isRunning) return false;
    this.#issueAll();
    this.#endedAt = null;
    this.#session += 1;
    this.#begin(0);
    return true;
  }

  pause(): boolean {
    if (!this.#isRunning || this.#isPaused) return false;
    this.#isPaused = true;
    return true;
  }

  resume(): boolean {
    if (!this.#isRunning || !this.#isPaused) return false;
    this.#isPaused = false;
    return true;
  }

  skip(): boolean {
    if (!this.#isRunning || this.#index === null) return false;
    this.#issueAll();
    this.#begin(this.#index + 1);
    return true;
  }

  extend(seconds: number): boolean {
    if (!this.#isRunning) return false;
    this.#leftS += seconds;
    return true;
  }

  end(): boolean {
    if (!this.#isRunning) return false;
    this.#endedAt = this.second;
    return true;
  }

  undoEnd(): boolean {
    if (this.#endedAt === null || this.second >= this.#endedAt + UNDO_S) return false;
    this.#endedAt = null;
    // What ended by itself in the meantime has ended.
    this.#issueAll({ butRunning: true });
    return true;
  }

  setPlan(plan: Plan): boolean {
    if (!this.#isRunning) {
      this.#issueAll();
      this.#index = null;
      this.#isDone = false;
      this.#endedAt = null;
    }
    this.#plan = plan;
    return true;
  }

  // --- receipts

  #issueAll({ butRunning = false } = {}): void {
    const kept: PhaseRecord[] = [];
    for (const phase of this.#open) {
      const runs = butRunning && phase.index === this.#index && !this.#isDone;
      if (runs) kept.push(phase);
      else this.#issue(phase);
    }
    this.#open = kept;
  }

  #issue({ session, index, active }: PhaseRecord): void {
    const cutAt = this.#endedAt ?? Infinity;
    const counted = [...active]
      .map(([user, seconds]) => ({ user, seconds: new Set([...seconds].filter((second) => second < cutAt)) }))
      .filter(({ seconds }) => seconds.size > 0);
    for (const { user, seconds } of counted) {
      const others = counted.filter(
        (other) => other.user !== user && [...seconds].some((second) => other.seconds.has(second)),
      );
      const from = Math.min(...seconds);
      const to = Math.max(...seconds) + 1;
      this.issued.push({ session, phase: index, user, from, to, active: seconds.size, copresent: others.length });
    }
  }

  /** What is due at the beginning of this second; asked before anything else happens in it. */
  look(): void {
    for (const [user, person] of this.#people) {
      if (!person.isPresent || person.absentSince === null) continue;
      const since = person.absentSince;
      if (this.second - since < person.graceS) continue;
      person.isPresent = false;
      for (const { active } of this.#open) {
        active.set(user, new Set([...(active.get(user) ?? [])].filter((second) => second < since)));
      }
    }
    if (this.#index !== null && !this.#isDone && !this.#isPaused && this.#leftS === 0) this.#begin(this.#index + 1);
    if (this.#endedAt === null) this.#issueAll({ butRunning: true });
    else if (this.second >= this.#endedAt + UNDO_S) {
      this.#issueAll();
      // Nothing can bring it back.
      this.#isDone = true;
    }
  }

  /** The second passes with everything as it now is. */
  tick(): void {
    if (this.#index !== null && !this.#isDone && !this.#isPaused) {
      const phase = this.#open.at(-1);
      if (this.#index % 2 === 0 && phase !== undefined && phase.index === this.#index) {
        for (const [user, { isPresent }] of this.#people) {
          if (!isPresent) continue;
          const seconds = phase.active.get(user) ?? new Set();
          phase.active.set(user, seconds.add(this.second));
        }
      }
      this.#leftS -= 1;
    }
    this.second += 1;
  }
}

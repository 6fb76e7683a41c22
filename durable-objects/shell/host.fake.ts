// A machine for tests: real SQLite, an output gate, hibernating sockets and a clock that is moved by hand. It can evict
// an object, kill the whole runtime, and make a turn fail at any of the engine's fault points.
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { SOCKET_BURST, SOCKET_RATE_PER_SECOND } from "#core/protocol/limits.ts";
import type { FaultPoint, Host, Socket } from "./host.ts";
import type { Sql } from "./sqlite.ts";

class Aborted extends Error {}

/** The server's end of a socket; what it sends waits at the gate until the turn's writes are durable. */
export class FakeSocket implements Socket {
  readyState = 1;
  pingedAt: number | null = null;
  attachment: string = "null";
  readonly #machine: FakeMachine;
  /** What the other end receives, in order; a close comes as `null` data. */
  receive: (text: string) => void = () => {};
  disconnected: (code: number) => void = () => {};

  constructor(machine: FakeMachine) {
    this.#machine = machine;
  }
  send(text: string): void {
    if (this.readyState !== 1) throw new Error("not open");
    this.#machine.atGate(() => this.receive(text));
  }
  close(code: number): void {
    if (this.readyState !== 1) return;
    this.readyState = 2;
    this.#machine.atGate(() => this.cut(code));
  }
  /** The transport is gone, for whatever reason. */
  cut(code: number): void {
    this.readyState = 3;
    this.#machine.sockets.delete(this);
    this.disconnected(code);
  }
  serializeAttachment(attachment: unknown): void {
    const text = JSON.stringify(attachment);
    this.#machine.atGate(() => (this.attachment = text));
    this.#machine.unsaved.set(this, text);
  }
  deserializeAttachment(): unknown {
    return JSON.parse(this.#machine.unsaved.get(this) ?? this.attachment);
  }
}

export class FakeMachine {
  nowMs: number;
  alarmAt: number | null = null;
  readonly sockets = new Set<FakeSocket>();
  readonly unsaved = new Map<FakeSocket, string>();
  readonly bugs: unknown[] = [];
  /** Fails the next turn that reaches this point. */
  fault: FaultPoint | null = null;
  aborts = 0;
  rowsWritten = 0;
  readonly #db = new DatabaseSync(":memory:");
  readonly #statements = new Map<string, StatementSync>();
  #gate: (() => void)[] = [];
  #deferred: { at: number; task: () => void }[] = [];
  #ids = 0;
  #isInTurn = false;

  constructor(nowMs: number) {
    this.nowMs = nowMs;
  }

  atGate(effect: () => void): void {
    if (this.#isInTurn) this.#gate.push(effect);
    else effect();
  }

  /** One synchronous turn: all its writes and sends, or none of them. Answers undefined where it was aborted. */
  turn<T>(work: () => T): T | undefined {
    if (this.#isInTurn) throw new Error("turns do not nest");
    this.#isInTurn = true;
    const alarmBefore = this.alarmAt;
    this.#db.exec("BEGIN");
    try {
      const value = work();
      this.#db.exec("COMMIT");
      this.#isInTurn = false;
      this.unsaved.clear();
      for (const effect of this.#gate.splice(0)) effect();
      return value;
    } catch (error) {
      this.#db.exec("ROLLBACK");
      this.#isInTurn = false;
      if (!(error instanceof Aborted)) throw error;
      this.alarmAt = alarmBefore;
      this.#gate = [];
      this.unsaved.clear();
      this.aborts += 1;
      this.cutEverything();
      return undefined;
    }
  }

  /** The runtime is gone: memory and sockets with it, storage stays. */
  cutEverything(): void {
    this.#deferred = [];
    for (const socket of this.sockets) socket.cut(1006);
  }

  /** The object left memory; sockets, attachments and storage stay. A window that was open is flushed before. */
  forgetTimers(): void {
    this.#deferred = [];
  }

  get hasTimers(): boolean {
    return this.#deferred.length > 0;
  }

  /** Runs timers that are due, each as a turn of its own. */
  runTimers(): void {
    const due = this.#deferred.filter(({ at }) => at <= this.nowMs);
    this.#deferred = this.#deferred.filter(({ at }) => at > this.nowMs);
    for (const { task } of due) this.turn(task);
  }

  connect(): FakeSocket {
    const socket = new FakeSocket(this);
    this.sockets.add(socket);
    return socket;
  }

  readonly host: Host = {
    sql: this.#sql(),
    socketRate: { perSecond: SOCKET_RATE_PER_SECOND, burst: SOCKET_BURST },
    now: () => this.nowMs,
    sockets: () => [...this.sockets],
    pingedAt: (socket) => (socket as FakeSocket).pingedAt,
    setAlarm: (at) => {
      this.alarmAt = at;
      this.rowsWritten += 1;
    },
    defer: (ms, task) => {
      const deferred = { at: this.nowMs + ms, task };
      this.#deferred.push(deferred);
      return () => void (this.#deferred = this.#deferred.filter((other) => other !== deferred));
    },
    randomId: () => `log-${(this.#ids += 1)}`,
    abort: (reason) => {
      throw new Aborted(reason);
    },
    report: (error) => void (error instanceof Aborted || this.bugs.push(error)),
    reach: (point) => {
      if (this.fault !== point) return;
      this.fault = null;
      throw new Aborted(`fault at ${point}`);
    },
  };

  #sql(): Sql {
    const exec = (query: string, ...bindings: unknown[]) => {
      if (query.includes(";")) {
        this.#db.exec(query);
        return { toArray: () => [], one: () => undefined };
      }
      let statement = this.#statements.get(query);
      if (statement === undefined) {
        statement = this.#db.prepare(query);
        this.#statements.set(query, statement);
      }
      const rows = statement.all(...(bindings as SQLInputValue[]));
      if (/^\s*(INSERT|UPDATE|DELETE)/.test(query)) this.rowsWritten += 1;
      return {
        toArray: () => rows,
        one: () => {
          if (rows.length !== 1) throw new Error(`expected one row, got ${rows.length}`);
          return rows[0];
        },
      };
    };
    return { exec } as unknown as Sql;
  }
}

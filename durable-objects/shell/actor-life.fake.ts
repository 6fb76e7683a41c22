// The life of one actor in a model: woken by whatever needs it, asked in turns, gone when a turn aborts, it is evicted or killed.
import type { SocketGrant } from "#core/protocol/identity.ts";
import { FakeMachine, type FakeSocket } from "./host.fake.ts";
import type { Socket } from "./host.ts";

/** What an actor offers its platform. */
export interface PlatformActor {
  refusal(grant: SocketGrant): string | null;
  open(socket: Socket, grant: SocketGrant): void;
  message(socket: Socket, message: string): Promise<void> | void;
  closed(socket: Socket): void;
  wake(): Promise<void>;
}

export abstract class ActorLife<A extends PlatformActor> {
  readonly machine: FakeMachine;
  #actor: A | null = null;
  #later: { at: number; task: () => void }[] = [];
  #sockets = 0;

  constructor(startMs: number) {
    this.machine = new FakeMachine(startMs);
  }

  /** Wakes the actor on `machine`; `isNew` makes it first. */
  abstract build(creation: { readonly isNew: boolean }): A;

  begin(): void {
    this.machine.turn(() => {
      this.#actor = this.build({ isNew: true });
    });
  }

  /** The actor, woken if it was not in memory; null where waking failed. */
  actor(): A | null {
    this.#actor ??= this.machine.turn(() => this.build({ isNew: false })) ?? null;
    return this.#actor;
  }

  /** What was in memory is gone. */
  protected forget(): void {
    this.#actor = null;
  }

  #forgetIfAborted(aborts: number): void {
    if (this.machine.aborts > aborts) this.forget();
  }

  /** A call of the Worker or of the platform: a turn of its own. */
  turn<T>(work: (actor: A) => T): T | undefined {
    const actor = this.actor();
    if (actor === null) return undefined;
    const { aborts } = this.machine;
    const value = this.machine.turn(() => work(actor));
    this.#forgetIfAborted(aborts);
    return value;
  }

  /** A socket of whoever that is; null where they are refused. */
  openAs(identity: Omit<SocketGrant, "jti" | "ticketExpiresAt">): FakeSocket | null {
    // Woken before the socket is there: a waking instance takes over every socket it finds.
    if (this.actor() === null) return null;
    const socket = this.machine.connect();
    this.#sockets += 1;
    const grant = { ...identity, jti: `jti-${this.#sockets}`, ticketExpiresAt: this.machine.nowMs + 30_000 };
    const isOpen = this.turn((actor) => {
      const refusal = actor.refusal(grant);
      if (refusal === null) actor.open(socket, grant);
      return refusal === null;
    });
    if (isOpen === true) return socket;
    this.machine.sockets.delete(socket);
    return null;
  }

  message(socket: FakeSocket, text: string): void {
    this.turn((actor) => void actor.message(socket, text));
  }

  cut(socket: FakeSocket): void {
    if (socket.readyState === 3) return;
    socket.cut(1006);
    this.turn((actor) => actor.closed(socket));
  }

  kill(): void {
    this.forget();
    this.machine.cutEverything();
  }

  later(ms: number, task: () => void): void {
    this.#later.push({ at: this.machine.nowMs + ms, task });
  }

  runUntil(at: number): void {
    this.machine.nowMs = at;
    const { aborts } = this.machine;
    this.machine.runTimers();
    this.#forgetIfAborted(aborts);
    const due = this.#later.filter((entry) => entry.at <= at);
    this.#later = this.#later.filter((entry) => entry.at > at);
    for (const { task } of due) task();
  }

  /** The platform's alarm, if it is due; a failed one is tried again, as the platform does. */
  async alarm(): Promise<void> {
    const { machine } = this;
    if (machine.alarmAt === null || machine.alarmAt > machine.nowMs) return;
    const at = machine.alarmAt;
    machine.alarmAt = null;
    const { aborts } = machine;
    let pending: Promise<void> | undefined;
    this.turn((actor) => {
      pending = actor.wake();
    });
    await pending?.catch(() => {});
    if (machine.aborts > aborts) machine.alarmAt ??= at;
  }
}

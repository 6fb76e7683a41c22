// Long polls where sockets are blocked, until one can be opened again: same frames, same order.
import type { CommandFrame, Hello, ServerFrame } from "#core/protocol/frames.ts";
import { afterMs } from "./background-timer.ts";
import { call, isApiError } from "./http.ts";

export type PollEnds = {
  readonly hello: () => Hello;
  readonly receive: (frame: ServerFrame, bytes: number) => void;
  readonly isVisible: () => boolean;
  readonly pollWaitS: number;
  /** Everything pending, for the command door. */
  readonly pendingCommands: () => { client: string; commands: CommandFrame[] };
};

type Outcomes = {
  /** Whether a socket opens: tried on the side, so that polling goes on while the proxy still blocks. */
  readonly canOpenSocket: () => Promise<boolean>;
  readonly failed: (error: unknown) => void;
};

const TRY_SOCKET_EVERY_MS = 30_000;
const PAUSE_MS = 250;
const GRACE_MS = 5_000;
const RETRY_MS = 3_000;
const POSTED_WITHIN_MS = 10_000;

export class LivePoll {
  readonly #actor: string;
  readonly #ends: PollEnds;
  readonly #outcomes: Outcomes;
  #isOver = false;
  #isPosting = false;
  #isTrying = false;
  #trySocketAt = performance.now() + TRY_SOCKET_EVERY_MS;
  #underWay = new AbortController();
  #stopPause: () => void = () => {};

  constructor(actor: string, ends: PollEnds, outcomes: Outcomes) {
    this.#actor = actor;
    this.#ends = ends;
    this.#outcomes = outcomes;
  }

  /** Resolves when a socket can be opened, or it was stopped. */
  async run(): Promise<void> {
    while (!this.#isOver) {
      this.#underWay = new AbortController();
      const pauseMs = await this.#once(this.#underWay.signal);
      if (this.#isOver) return;
      await new Promise<void>((resolve) => {
        const stop = afterMs(pauseMs, resolve);
        this.#stopPause = () => {
          stop();
          resolve();
        };
      });
    }
  }

  stop(): void {
    this.#isOver = true;
    this.#again();
  }

  /** Nothing that is under way may be answered any more: polls at once, and looks whether sockets are still blocked. */
  hurry(): void {
    this.#trySocketAt = performance.now();
    this.#again();
  }

  #again(): void {
    this.#underWay.abort();
    this.#stopPause();
  }

  async #once(signal: AbortSignal): Promise<number> {
    const { client, have, log, pending } = this.#ends.hello();
    const query = {
      client,
      have,
      wait: this.#ends.pollWaitS,
      visible: String(this.#ends.isVisible()),
      ...(log === null ? {} : { log }),
      ...(pending === null ? {} : { since: pending.since, floor: pending.floor }),
    };
    void this.#trySocket();
    try {
      const { frames } = await call<{ frames: ServerFrame[] }>("GET", `/live/${this.#actor}/events`, {
        query,
        signal,
        withinMs: this.#ends.pollWaitS * 1_000 + GRACE_MS,
      });
      if (this.#isOver) return 0;
      for (const frame of frames) this.#ends.receive(frame, 0);
      await this.post();
      return PAUSE_MS;
    } catch (error) {
      if (signal.aborted) return 0;
      // What comes back may be another network, that lets sockets through.
      if (isApiError(error, "offline")) this.#trySocketAt = performance.now();
      this.#outcomes.failed(error);
      return RETRY_MS;
    }
  }

  async #trySocket(): Promise<void> {
    if (this.#isTrying || performance.now() < this.#trySocketAt) return;
    this.#isTrying = true;
    const isOpen = await this.#outcomes.canOpenSocket();
    this.#isTrying = false;
    this.#trySocketAt = performance.now() + TRY_SOCKET_EVERY_MS;
    if (isOpen) this.stop();
  }

  /** Whatever is pending, by the command door. */
  async post(): Promise<void> {
    // One post at a time: what came in meanwhile goes with the next.
    if (this.#isPosting) return;
    this.#isPosting = true;
    try {
      for (let body = this.#ends.pendingCommands(); body.commands.length > 0; body = this.#ends.pendingCommands()) {
        const { frames } = await call<{ frames: ServerFrame[] }>("POST", `/live/${this.#actor}/commands`, {
          body,
          withinMs: POSTED_WITHIN_MS,
        });
        for (const frame of frames) this.#ends.receive(frame, 0);
        if (this.#ends.pendingCommands().commands[0]?.n === body.commands[0]?.n) break;
      }
    } catch {
      // Not settled, so still pending: the next poll posts it again.
    } finally {
      this.#isPosting = false;
    }
  }
}

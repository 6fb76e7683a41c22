// What the engine needs of the machine. workerd gives it in `durable-host.ts`; the model test gives it in Node.
import type { BucketRate } from "#core/domain/token-bucket.ts";
import type { Sql } from "./sqlite.ts";

/** The part of a hibernatable WebSocket the engine uses. */
export interface Socket {
  /** Behind a relay: its events come from there. */
  readonly isRemote?: boolean;
  readonly readyState: number;
  send(text: string): void;
  close(code: number, reason: string): void;
  serializeAttachment(attachment: unknown): void;
  deserializeAttachment(): unknown;
}

export interface Host {
  readonly sql: Sql;
  /** Commands and signals of one socket, and of one person at the command door. */
  readonly socketRate: BucketRate;
  /** Epoch ms; stands still within a turn. */
  now(): number;
  sockets(): readonly Socket[];
  /** The last `ping` that the platform answered without waking the object. */
  pingedAt(socket: Socket): number | null;
  /** Moves the single platform alarm (epoch ms). Costs one row: call it only when the time moves earlier. */
  setAlarm(at: number): void;
  /** Runs `task` as a turn of its own after at most a flush window, unless what is answered is called before. */
  defer(ms: number, task: () => void): () => void;
  randomId(): string;
  /** Ends this instance and takes back every write of the turn; sockets are cut. Never returns. */
  abort(reason: string): never;
  /** A bug: logged, never sent to anyone. */
  report(error: unknown): void;
  /** Named moments at which the model test makes a turn fail. */
  reach(point: FaultPoint): void;
}

export type FaultPoint = "decided" | "flushing" | "appended" | "swapped" | "published";

export const OPEN = 1;

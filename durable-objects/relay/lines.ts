// What an actor and its relays say to each other. One line per relay: numbered things go down, numbered batches come up.
import type { By, Hello } from "#core/protocol/frames.ts";
import type { Session } from "../shell/sockets.ts";

/** A socket is known by the ticket that opened it. */
export type SocketId = string;
export type Attachment = Session["attachment"];

/** One thing that goes down a line. Order on the line is the order in which every socket behind it is told. */
export type Down =
  /** One `events` frame for every reader; `instead` for those from whom something of it is kept. */
  | {
      readonly kind: "events";
      readonly first: number;
      readonly last: number;
      readonly text: string;
      readonly instead: readonly { readonly ids: readonly SocketId[]; readonly text: string }[];
    }
  | { readonly kind: "frame"; readonly ids: SocketId[]; readonly text: string }
  /** To everybody who only listens; where it `greets`, also to whoever comes to listen later, until the next one. */
  | { readonly kind: "audience"; readonly text: string; readonly greets: boolean }
  /** What the root knows of a member's socket, so that it outlives the root. */
  | { readonly kind: "attachment"; readonly id: SocketId; readonly attachment: Attachment }
  | { readonly kind: "close"; readonly id: SocketId; readonly code: number; readonly reason: string }
  /** Whoever listened has a seat now: their sockets come again. */
  | { readonly kind: "reseat"; readonly user: string }
  /** Everything of this batch, and of those before, has been decided and answered. */
  | { readonly kind: "done"; readonly batch: number };

/** What comes up from sockets of members; those of the audience are served by the relay alone. */
export type Up =
  | { readonly kind: "opened"; readonly member: MemberSocket }
  | { readonly kind: "message"; readonly id: SocketId; readonly text: string }
  | { readonly kind: "closed"; readonly id: SocketId };

export type MemberSocket = {
  readonly id: SocketId;
  readonly attachment: Attachment;
  /** Since its last sign of life. */
  readonly silentMs: number;
};

/** What a relay asks of the actor it belongs to. */
export type RelayCall =
  | {
      readonly kind: "open";
      readonly place: number;
      readonly line: string;
      /** What its sockets hold; null where it has none yet. */
      readonly held: { readonly log: string; readonly seq: number } | null;
      readonly members: readonly MemberSocket[];
      readonly crowd: Crowd;
    }
  | {
      readonly kind: "up";
      readonly place: number;
      readonly line: string;
      readonly batch: number;
      readonly items: readonly Up[];
      readonly crowd: Crowd;
    }
  | { readonly kind: "check"; readonly place: number; readonly line: string; readonly crowd: Crowd }
  | { readonly kind: "basis"; readonly asking: (Pick<By, "user" | "client"> & Pick<Hello, "log" | "pending">) | null };

/** Those who listen: how many, and the tickets of who came since this was last said. */
export type Crowd = { readonly audience: number; readonly came: readonly SocketId[] };

export type Opened = { readonly log: string; readonly head: number };

/** What a welcome of the audience is made of. */
export type Basis = Opened & {
  readonly now: number;
  readonly stateHash: string;
  /** JSON text of the state at `head`. */
  readonly state: string;
  /** Frames that follow a welcome: who is there. */
  readonly greeting: readonly string[];
  readonly settled: readonly (readonly [number, number])[];
};

/** The answers by kind of call; null: no such line, open another. */
export type RelayAnswer = Opened | Basis | true | null;

export type Load = { readonly members: number; readonly audience: number };

/** What an actor asks of a relay. */
export interface RelayRpc {
  /** `no`: the number of the first item; what came before is not done again. null: this line is not open. */
  down(line: string, no: number, items: readonly Down[]): Promise<Load | null>;
  /** The actor has woken: whoever has sockets opens a line. */
  greet(): Promise<Load>;
  look(): Promise<readonly (readonly [SocketId, number])[]>;
  revokeSession(session: string): Promise<void>;
}

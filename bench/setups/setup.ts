// What the benchmark asks of every server it compares: start, rooms with seats, and which processes to count.

export type Dialect = "lockstep" | "json" | "socketio";

/** One client's place in a room. Two protocols where a ticket opens one socket only: the second is for coming back. */
export type Seat = {
  readonly port: number;
  readonly isSender: boolean;
  readonly protocols: readonly [string, string];
  readonly path: string;
};
export type Room = readonly Seat[];

export type Server = {
  readonly dialect: Dialect;
  /** Everybody in a room sees one order; without, only each sender's own order holds. */
  readonly hasOneOrder: boolean;
  /** A client's messages of one turn may come in one frame. */
  readonly packs: boolean;
  /** Processes whose CPU and memory count, with all they started. */
  readonly pids: () => readonly number[];
  /** Rooms of `members`, the first `senders` of whom will write. Seats are for the next run only. */
  readonly rooms: (name: string, count: number, members: number, senders: number) => Promise<Room[]>;
  /** The same storage, nothing in memory. */
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

export type Setup = {
  readonly name: string;
  /** Workloads it is left out of, by name. */
  readonly without?: readonly string[];
  /** `folder`: empty, for its data. `port`: the first of four in a row that are its own. */
  readonly start: (folder: string, port: number) => Promise<Server>;
};

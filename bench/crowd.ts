// The crowd of `bench:relays` that has no network: opens it, asks what it received, and puts that beside what the load generator did.
import { readFile } from "node:fs/promises";

/** A latency, and how many deliveries had it. */
export type Bucket = readonly [ms: number, count: number];

export type CrowdTold = {
  readonly clients: number;
  readonly fault: string | null;
  /** By place in the one order: which message, and how many clients had it when. */
  readonly lines: readonly { readonly mark: string; readonly at: readonly Bucket[] }[];
};

export type CrowdSeat = { readonly index: number; readonly protocols: string };
type Where = { readonly url: string; readonly page: string; readonly tag: string };

const told = async (response: Response): Promise<CrowdTold> => {
  if (!response.ok) throw new Error(`the crowd: ${response.status} ${await response.text()}`);
  const crowd = (await response.json()) as CrowdTold;
  if (crowd.fault !== null) throw new Error(`the crowd: ${crowd.fault}`);
  return crowd;
};

const SEATS_AT_ONCE = 500;

export class Crowd {
  readonly #door: string;

  constructor(port: number) {
    this.#door = `http://127.0.0.1:${port}/`;
  }

  async open(where: Where, seats: readonly CrowdSeat[]): Promise<void> {
    for (let first = 0; first < seats.length; first += SEATS_AT_ONCE) {
      const body = JSON.stringify({ ...where, seats: seats.slice(first, first + SEATS_AT_ONCE) });
      await told(await fetch(this.#door, { method: "POST", body }));
    }
  }

  async told(): Promise<CrowdTold> {
    return told(await fetch(this.#door));
  }
}

const countOf = (buckets: readonly Bucket[]): number => buckets.reduce((sum, [, count]) => sum + count, 0);

export const percentile = (buckets: readonly Bucket[], part: number): number => {
  const rank = Math.floor(part * countOf(buckets));
  let passed = 0;
  const sorted = buckets.toSorted(([one], [other]) => one - other);
  for (const [ms, count] of sorted) {
    passed += count;
    if (passed > rank) return ms;
  }
  return sorted.at(-1)?.[0] ?? 0;
};

/** What the load generator writes: each message in its place with when it was sent and when the last had it, and all latencies. */
export type Ledger = {
  readonly lines: readonly { readonly mark: string; readonly sentAt: number; readonly lastAt: number }[];
  readonly each: readonly Bucket[];
};

export const readLedger = async (file: string): Promise<Ledger> => {
  const rows = (await readFile(file, "utf8")).trimEnd().split("\n");
  const of = (kind: string) => rows.map((row) => row.split(" ")).filter(([first]) => first === kind);
  return {
    lines: of("line").map(([, mark = "", sentAt, lastAt]) => ({
      mark,
      sentAt: Number(sentAt),
      lastAt: Number(lastAt),
    })),
    each: of("each").map(([, ms, count]) => [Number(ms), Number(count)] as const),
  };
};

const delivered = ({ lines }: CrowdTold, mark: string): readonly Bucket[] =>
  lines.find((line) => line.mark === mark)?.at ?? [];

/** Whether each of the clients has had so many messages. */
export const isWhole = ({ clients, lines }: CrowdTold, messages: number): boolean =>
  lines.length === messages && lines.every(({ at }) => countOf(at) === clients);

/** The crowd's clock has whole milliseconds. */
const took = (sentAt: number, at: number): number => Math.max(0, Math.round(at - sentAt));

/** Both halves of the room as one; throws where they saw another order. */
export const together = (ledger: Ledger, crowd: CrowdTold): { each: readonly Bucket[]; last: readonly Bucket[] } => {
  const marks = ledger.lines.map(({ mark }) => mark).join();
  const theirs = crowd.lines.slice(crowd.lines.length - ledger.lines.length).map(({ mark }) => mark);
  if (crowd.clients > 0 && theirs.join() !== marks) throw new Error("the crowd has another order than the sockets");
  const inCrowd = ledger.lines.flatMap(({ mark, sentAt }) =>
    delivered(crowd, mark).map(([at, count]) => [took(sentAt, at), count] as const),
  );
  const last = ledger.lines.map(({ mark, sentAt, lastAt }) => {
    const inTheCrowd = delivered(crowd, mark).map(([at]) => at);
    return [took(sentAt, Math.max(lastAt, ...inTheCrowd)), 1] as const;
  });
  return { each: [...ledger.each, ...inCrowd], last };
};

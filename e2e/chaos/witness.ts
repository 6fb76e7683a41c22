// Everything anybody was told in one run, and whether it can all be true: G1-G6 over every client and the stored log.
import type { Settled } from "../../core/domain/live-client.ts";
import type { SequencedEvent } from "../../core/protocol/frames.ts";
import { rememberingHashes } from "../../durable-objects/shell/known-hashes.fixture.ts";
import { textOf } from "./frame-texts.ts";
import type { Page } from "./page.ts";

/** Between them every client's state is compared with everybody's. */
const HASH_EVERY = 32;
/** Texts of states whose hash is known: most clients come by within moments of each other. */
const TEXTS_KEPT = 8;

type Sent = { readonly name: string; result: Settled | null };

export type Verdict = {
  readonly acknowledged: number;
  readonly events: number;
  readonly deliveries: number;
  readonly hashes: number;
  /** Acknowledged or seen, and not in the log. */
  readonly lost: readonly string[];
  readonly repeated: readonly string[];
  /** Two that do not agree on an event, an order or a state. */
  readonly diverged: readonly string[];
  /** Never answered, or a stream with a hole. */
  readonly broken: readonly string[];
};

export const troublesOf = ({ lost, repeated, diverged, broken }: Verdict): string[] => [
  ...lost.map((one) => `lost: ${one}`),
  ...repeated.map((one) => `repeated: ${one}`),
  ...diverged.map((one) => `diverged: ${one}`),
  ...broken.map((one) => `broken: ${one}`),
];

export class Witness {
  readonly #seen = new Map<number, string>();
  readonly #hashes = new Map<number, string>();
  readonly #hashOf = rememberingHashes(TEXTS_KEPT);
  readonly #sent = new Map<string, Sent>();
  readonly #expected = new Map<Page<unknown>, { readonly head: number; readonly hash: string }>();
  readonly #diverged: string[] = [];
  readonly #broken: string[] = [];
  #deliveries = 0;
  #hashed = 0;

  sent(client: string, n: number, name: string): void {
    this.#sent.set(`${client}/${n}`, { name, result: null });
  }

  settled(client: string, n: number, result: Settled): void {
    const sent = this.#sent.get(`${client}/${n}`);
    if (sent !== undefined) sent.result ??= result;
  }

  unsettled(): number {
    return [...this.#sent.values()].filter(({ result }) => result === null).length;
  }

  broke(who: string, why: string): void {
    this.#broken.push(`${who}: ${why}`);
  }

  welcomed(page: Page<unknown>): void {
    const { welcome } = page.live;
    if (welcome === null) return;
    this.#expected.set(page, { head: welcome.head, hash: welcome.stateHash });
    this.#look(page);
  }

  heard(page: Page<unknown>, events: readonly SequencedEvent[]): void {
    for (const event of events) {
      this.#deliveries += 1;
      const text = textOf(event);
      const known = this.#seen.get(event.seq);
      if (known === undefined) this.#seen.set(event.seq, text);
      else if (known !== text) this.#diverged.push(`${event.seq} is ${known} and ${text}`);
    }
    if (events.length > 0) this.#look(page);
  }

  /** G5: who holds a `seq` holds one state, whether folded from events, from a snapshot, or told by a welcome. */
  #look(page: Page<unknown>): void {
    const { have, state } = page.live;
    const expected = this.#expected.get(page);
    if (expected !== undefined && have > expected.head) this.#expected.delete(page);
    const isTold = expected?.head === have;
    if (!isTold && have % HASH_EVERY !== 0) return;
    const hash = this.#hashOf(state);
    if (isTold) {
      this.#expected.delete(page);
      this.#same(have, expected.hash, "a welcome");
    }
    this.#same(have, hash, page.live.client);
  }

  #same(seq: number, hash: string, who: string): void {
    this.#hashed += 1;
    const known = this.#hashes.get(seq);
    if (known === undefined) this.#hashes.set(seq, hash);
    else if (known !== hash) this.#diverged.push(`two states at ${seq}: ${known}, and ${hash} of ${who}`);
  }

  /** Everybody holds the same `seq`: the states they fold to, the roster among them, are one. */
  compare(pages: readonly Page<unknown>[]): void {
    for (const { live } of pages) this.#same(live.have, this.#hashOf(live.state), live.client);
  }

  verdict(segments: readonly string[]): Verdict {
    const log = segments.flatMap((body) => JSON.parse(body) as SequencedEvent[]);
    const lost: string[] = [];
    const repeated: string[] = [];
    const diverged = [...this.#diverged];
    for (const [index, { seq }] of log.entries()) {
      if (seq !== index + 1) diverged.push(`the log has ${seq} in the place of ${index + 1}`);
    }
    for (const [seq, text] of this.#seen) {
      const stored = log[seq - 1];
      if (stored === undefined) lost.push(`seen, and not stored: ${text}`);
      else if (JSON.stringify(stored) !== text) diverged.push(`${seq} is stored otherwise than it was seen: ${text}`);
    }
    const seqsOf = new Map<string, number[]>();
    const lastN = new Map<string, number>();
    for (const { seq, by } of log) {
      if (by === null) continue;
      const key = `${by.client}/${by.n}`;
      seqsOf.set(key, [...(seqsOf.get(key) ?? []), seq]);
      if (by.n < (lastN.get(by.client) ?? 0)) diverged.push(`${key} came after ${by.client}/${lastN.get(by.client)}`);
      lastN.set(by.client, by.n);
    }
    for (const [key, seqs] of seqsOf) {
      if ((seqs.at(-1) ?? 0) - (seqs[0] ?? 0) !== seqs.length - 1) repeated.push(`${key} at ${seqs.join(", ")}`);
    }
    const texts = new Map<string, number>();
    for (const { name, seq, data } of log) {
      const said = data as { text?: string; body?: { text?: string } };
      const text = name === "said" ? said.text : name === "sent" ? said.body?.text : undefined;
      if (text === undefined) continue;
      const before = texts.get(text);
      if (before !== undefined) repeated.push(`"${text.slice(0, 40)}" at ${before} and ${seq}`);
      texts.set(text, seq);
    }
    let acknowledged = 0;
    for (const [key, { name, result }] of this.#sent) {
      if (result === null) this.#broken.push(`${key} ${name} was never settled`);
      if (result?.ok !== true || result.seq === null) continue;
      acknowledged += 1;
      const at = seqsOf.get(key)?.at(-1);
      if (at !== result.seq) lost.push(`${key} ${name} was acknowledged as ${result.seq}, and is ${at ?? "nowhere"}`);
    }
    const { length: events } = log;
    const [deliveries, hashes, broken] = [this.#deliveries, this.#hashed, this.#broken];
    return { acknowledged, events, deliveries, hashes, lost, repeated, diverged, broken };
  }
}

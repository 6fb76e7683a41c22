// Search against a naive scan: random messages, edits and removals in many scripts, over a real full-text index.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FoldedMessage } from "#core/protocol/conversations.ts";
import type { SequencedEvent } from "#core/protocol/frames.ts";
import type { UserId } from "#core/protocol/ids.ts";
import { FakeMachine } from "../shell/host.fake.ts";
import { migrate } from "../shell/sqlite.ts";
import { ConversationSearch, type Found } from "./conversation-search.ts";
import { CONVERSATION_MIGRATIONS } from "./migrations.ts";

const ADA = "usr_01m7x587n0eh38cjnb2p72bc8k" as UserId;

/** A log that stands still between questions, with the messages as they are now. */
class Said {
  readonly #log: SequencedEvent[] = [];
  readonly #texts = new Map<number, string | null>();
  readonly #machine = new FakeMachine(1_000_000);
  isSealed = false;

  constructor() {
    migrate(this.#machine.host.sql, CONVERSATION_MIGRATIONS);
    this.#happen("created", {});
  }

  #happen(name: string, data: unknown): number {
    const seq = this.#log.length + 1;
    this.#log.push({ seq, at: 1_000 * seq, by: null, name, data });
    return seq;
  }

  send(text: string): number {
    const seq = this.#happen("sent", {});
    this.#texts.set(seq, text);
    return seq;
  }

  edit(target: number, text: string): void {
    this.#happen("edited", { target });
    this.#texts.set(target, text);
  }

  remove(target: number): void {
    this.#happen("removed", { target });
    this.#texts.set(target, null);
  }

  message(seq: number): FoldedMessage | null {
    const text = this.#texts.get(seq);
    if (text === undefined) return null;
    const body = text === null ? null : ({ kind: "plain", text } as const);
    const rest = { editedAt: null, replyTo: null, mentions: [], composedAt: null, reactions: [] };
    return { seq, at: 1_000 * seq, user: ADA, body, ...rest };
  }

  get rowsWritten(): number {
    return this.#machine.rowsWritten;
  }

  /** Woken for every question. */
  ask(question: string, { from = 1, before = null as number | null, limit = 100 } = {}): Found {
    const search = new ConversationSearch(this.#machine.host.sql, () => ({
      head: this.#log.length,
      isSealed: this.isSealed,
      eventsBefore: (seq) => this.#log.slice(0, seq - 1).toReversed(),
      message: (seq) => this.message(seq),
    }));
    return search.search(from, question, before, limit);
  }

  /** Every page of the answer. */
  all(question: string, options: { from?: number; limit?: number } = {}): number[] {
    const found: number[] = [];
    for (let before: number | null = null; ;) {
      const page: Found = this.ask(question, { ...options, before });
      found.push(...page.items.map(({ seq }) => seq));
      before = page.before;
      if (before === null) return found;
    }
  }

  scan(matches: (text: string) => boolean, from = 1): number[] {
    return [...this.#texts]
      .filter(([seq, text]) => seq >= from && text !== null && matches(text))
      .map(([seq]) => seq)
      .toSorted((one, other) => other - one);
  }
}

const SPACED = [
  "Straße",
  "über",
  "naïve",
  "coffee",
  "café",
  "42",
  "don't",
  "हिन्दी",
  "Ελλάδα",
  "Привет",
  "NEAR",
  "OR",
  "a_b",
];
const SPACELESS = ["我家在上海东边", "上海", "東京タワー", "ありがとう", "สวัสดีครับ", "안녕하세요", "海上"];
const SEPARATORS = [" ", ", ", " — ", "\n", " 🦊 ", ' " ', " * ", " (% ", "' "];

const textOf = fc
  .array(fc.tuple(fc.constantFrom(...SPACED, ...SPACELESS), fc.constantFrom(...SEPARATORS)), {
    minLength: 1,
    maxLength: 5,
  })
  .map((words) => words.flat().join(""));

type Question = { readonly text: string; readonly matches: (text: string) => boolean };

/** The beginning of a word, in another case perhaps. */
const beginning: fc.Arbitrary<Question> = fc
  .tuple(fc.constantFrom(...SPACED.filter((word) => !/['_]/.test(word))), fc.nat(9), fc.boolean())
  .map(([word, length, isUpper]) => {
    const part = word.slice(0, length + 1);
    const wanted = part.toLowerCase();
    const matches = (text: string) =>
      text
        .toLowerCase()
        .split(/[^\p{L}\p{N}\p{M}]+/u)
        .some((other) => other.startsWith(wanted));
    // The capital of ß is another word.
    return { text: isUpper && !part.includes("ß") ? part.toUpperCase() : part, matches };
  });

const piece: fc.Arbitrary<Question> = fc
  .tuple(fc.constantFrom(...SPACELESS), fc.nat(6), fc.nat(6))
  .map(([word, start, length]) => {
    const characters = [...word].filter((character) => !/\p{M}/u.test(character) || /\p{Script=Thai}/u.test(character));
    const part = characters
      .slice(start % characters.length)
      .slice(0, length + 1)
      .join("");
    return /[\p{L}]/u.test(part) ? part : word;
  })
  .map((part) => ({ text: part, matches: (text: string) => text.includes(part) }));

describe("search", () => {
  test("C36 what is found equals a naive scan, whatever is sent, edited and removed between questions", () => {
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.record({ kind: fc.constant("send" as const), text: textOf }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("edit" as const), text: textOf, at: fc.nat(40) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("remove" as const), at: fc.nat(40) }) },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant("ask" as const),
          question: fc.oneof(beginning, piece),
          from: fc.integer({ min: 1, max: 9 }),
        }),
      },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.oneof(beginning, piece), (steps, last) => {
        const said = new Said();
        const sent: number[] = [];
        for (const one of steps) {
          const target = "at" in one ? sent[one.at % Math.max(1, sent.length)] : undefined;
          if (one.kind === "send") sent.push(said.send(one.text));
          else if (one.kind === "edit" && target !== undefined) said.edit(target, one.text);
          else if (one.kind === "remove" && target !== undefined) said.remove(target);
          else if (one.kind === "ask") {
            const { question, from } = one;
            expect(said.all(question.text, { from, limit: 2 })).toEqual(said.scan(question.matches, from));
          }
        }
        expect(said.all(last.text)).toEqual(said.scan(last.matches));
      }),
      { numRuns: 300 },
    );
  });

  test("C36 several words must all be there, in any order; a pair of characters that only seems to be there is not found", () => {
    const said = new Said();
    const [both, apart] = [said.send("coffee in 上海"), said.send("上山下海")];
    expect(said.all("上海 cof")).toEqual([both]);
    expect(said.all("上")).toEqual([apart, both]);
    expect(said.all("山海")).toEqual([]);
    expect(said.all("offee")).toEqual([]);
  });

  test("C37 nothing is written before somebody asks; a question takes in a stretch of the past and says how far it came", () => {
    const said = new Said();
    const first = said.send("needle");
    for (let index = 0; index < 11_000; index++) said.send(`hay ${index}`);
    const before = said.rowsWritten;
    const newest = said.ask("needle");
    expect(said.rowsWritten - before).toBeLessThan(5_100);
    expect(newest).toMatchObject({ items: [], searched: "newest", before: 6_003, backTo: 6_003_000 });
    const older = said.ask("needle", { before: newest.before });
    expect(older).toMatchObject({ items: [], searched: "newest", before: 1_003 });
    const oldest = said.ask("needle", { before: older.before });
    expect(oldest).toMatchObject({ items: [{ seq: first }], searched: "all", before: null, backTo: null });
    const rows = said.rowsWritten;
    expect(said.ask("needle")).toMatchObject({ items: [{ seq: first }], searched: "all" });
    expect(said.rowsWritten).toBe(rows);
    for (let index = 0; index < 20_001; index++) said.send("more hay");
    expect(said.ask("needle")).toMatchObject({ items: [], searched: "newest" });
    expect(said.all("needle")).toEqual([first]);
  });

  test("C38 what is sealed, older than one may see, or no word is not looked through", () => {
    const said = new Said();
    said.send("secret");
    const seen = said.send("secret again");
    expect(said.all("secret", { from: seen })).toEqual([seen]);
    expect(said.ask("% ' \" *")).toEqual({ items: [], before: null, searched: "nothing", backTo: null });
    said.isSealed = true;
    expect(said.ask("secret")).toEqual({ items: [], before: null, searched: "nothing", backTo: null });
  });
});

const corpora = process.env["CORPORA_DIR"] ?? path.resolve(import.meta.dirname, "../../../shared/corpora");
const file = path.join(corpora, "text-abuse/blns.json");
const strings = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { s: string }[]).map(({ s }) => s) : [];

test.skipIf(strings.length === 0)(
  "C38 naughty strings as questions break nothing and find themselves (needs CORPORA_DIR)",
  () => {
    const said = new Said();
    const seqs = strings.map((text) => said.send(text));
    let found = 0;
    for (const [index, text] of strings.entries()) {
      const answer = said.ask(text, { limit: strings.length });
      if (answer.searched === "nothing") continue;
      expect(
        answer.items.map(({ seq }) => seq),
        text,
      ).toContain(seqs[index]);
      found += 1;
    }
    expect(found).toBeGreaterThan(200);
  },
);

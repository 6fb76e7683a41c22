// The fold of a conversation: window, visible history, unread, and what a whole corpus of text comes back as.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UNREAD_CAP, WINDOW_BYTES } from "#core/protocol/limits.ts";
import { utf8Bytes } from "#core/protocol/utf8.ts";
import { ALICE, BOB, CAROL, ConversationOf, DAN } from "./conversation.fixture.ts";
import { memberOf, viewFrom } from "./conversation-state.ts";
import { isOneEmoji } from "./emoji.ts";
import { evolve } from "./evolve.ts";
import { countUnread } from "./unread.ts";

const people = [ALICE, BOB, CAROL, DAN];
const step = fc.record({
  who: fc.integer({ min: 0, max: 3 }),
  what: fc.integer({ min: 0, max: 11 }),
  which: fc.double({ min: 0, max: 1, noNaN: true }),
  size: fc.integer({ min: 1, max: 60_000 }),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const live = (conversation: ConversationOf, { who, what, which, size }: Step): void => {
  const user = people[who] ?? ALICE;
  const seq = Math.max(1, Math.ceil(which * conversation.head));
  const body = { kind: "plain" as const, text: "ü".repeat(Math.ceil(size / 8)) };
  conversation.now += size;
  if (what < 5) conversation.ask(user, { name: "send", data: { body } });
  else if (what === 5) conversation.ask(user, { name: "edit", data: { seq, body } });
  else if (what === 6) conversation.ask(user, { name: "remove", data: { seq } });
  else if (what === 7) conversation.ask(user, { name: "react", data: { seq, emoji: "👍", on: size % 3 > 0 } });
  else if (what === 8) conversation.ask(user, { name: "pin", data: { seq, on: size % 3 > 0 } });
  else if (what === 9) conversation.ask(user, { name: "read", data: { upTo: seq } });
  else if (what === 10) conversation.ask(ALICE, { name: "remove_member", data: { user } });
  else conversation.add(ALICE, user);
};

const seenByCarol = ({ state }: ConversationOf): number[] =>
  viewFrom(state, memberOf(state, CAROL)?.from ?? 1).messages.map(({ seq }) => seq);

describe("C19 the view of a newcomer", () => {
  test("folding later events into what somebody sees equals seeing what everything folds to", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), fc.double({ min: 0, max: 1, noNaN: true }), (steps, cut) => {
        const conversation = new ConversationOf({ history: "from_join" });
        for (const one of steps) live(conversation, one);
        const at = Math.ceil(cut * conversation.head);
        let whole = evolve(null, conversation.log[0] ?? expect.fail());
        for (const event of conversation.log.slice(1, at)) whole = evolve(whole, event);
        const from = Math.max(1, Math.ceil(cut * at));
        let seen = viewFrom(whole, from);
        for (const event of conversation.log.slice(Math.max(1, at))) {
          whole = evolve(whole, event);
          seen = evolve(seen, event);
        }
        expect(seen).toEqual(viewFrom(whole, from));
      }),
      { numRuns: 300 },
    );
  });

  test("a newcomer sees from the event that brought them in where the group says so, else everything", () => {
    const [all, fromJoin] = [new ConversationOf(), new ConversationOf({ history: "from_join" })];
    for (const conversation of [all, fromJoin]) {
      conversation.say(ALICE, "before");
      conversation.add(ALICE, CAROL);
      conversation.say(ALICE, "after");
    }
    expect(memberOf(all.state, CAROL)?.from).toBe(1);
    expect(memberOf(fromJoin.state, CAROL)?.from).toBe(3);
    expect([seenByCarol(all), seenByCarol(fromJoin)]).toEqual([[2, 4], [4]]);
  });
});

test("C20 the window is the fifty newest messages, fewer where they are too large together, and never none", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 16_000 }), { minLength: 1, maxLength: 120 }), (sizes) => {
      const conversation = new ConversationOf();
      const bodies = sizes.map((size) => "y".repeat(size));
      for (const text of bodies) conversation.say(ALICE, text);
      const { messages } = conversation.state;
      const kept = messages.map(({ body }) => (body?.kind === "plain" ? body.text : ""));
      expect(kept).toEqual(bodies.slice(-kept.length));
      expect(kept.length).toBeGreaterThanOrEqual(1);
      const bytes = kept.reduce((sum, text) => sum + utf8Bytes(text), 0);
      expect(bytes).toBeLessThanOrEqual(WINDOW_BYTES);
      if (kept.length < Math.min(50, bodies.length)) {
        const next = bodies.at(-kept.length - 1) ?? "";
        expect(bytes + next.length + 200 * (kept.length + 1)).toBeGreaterThan(WINDOW_BYTES);
      }
    }),
    { numRuns: 100 },
  );
});

describe("C21 unread", () => {
  test("equals its definition, whatever was sent, edited, removed, reacted to, read and however people came and went", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
        const conversation = new ConversationOf({ history: "from_join" });
        for (const one of steps) live(conversation, one);
        const sent = conversation.log.filter((event) => event.name === "sent");
        const removed = new Set(
          conversation.log.flatMap((event) => (event.name === "removed" ? [event.data.target] : [])),
        );
        const newestFirst = sent
          .map(({ seq, data }) => ({ seq, user: data.user, isRemoved: removed.has(seq) }))
          .toReversed();
        for (const { user, from } of conversation.state.members) {
          const marker = conversation.state.markers[user] ?? 0;
          const defined = sent.filter(
            ({ seq, data }) => data.user !== user && seq > marker && seq >= from && !removed.has(seq),
          ).length;
          expect(countUnread(newestFirst, { user, from, marker })).toBe(Math.min(defined, UNREAD_CAP));
        }
      }),
      { numRuns: 300 },
    );
  });

  test("C21 (A12) editing and removing the last message leaves nothing unread behind", () => {
    const conversation = new ConversationOf();
    const seq = conversation.say(ALICE, "look");
    const unread = () =>
      countUnread(
        conversation.state.messages
          .map((message) => ({ seq: message.seq, user: message.user, isRemoved: message.body === null }))
          .toReversed(),
        { user: BOB, from: 1, marker: conversation.state.markers[BOB] ?? 0 },
      );
    expect(unread()).toBe(1);
    conversation.ask(BOB, { name: "read", data: { upTo: seq } });
    expect(unread()).toBe(0);
    conversation.ask(ALICE, { name: "edit", data: { seq, body: { kind: "plain", text: "look here" } } });
    expect(unread()).toBe(0);
    conversation.ask(ALICE, { name: "remove", data: { seq } });
    expect(unread()).toBe(0);
  });
});

const corpora = process.env["CORPORA_DIR"] ?? path.resolve(import.meta.dirname, "../../../../shared/corpora");
const emojiTest = path.join(corpora, "text-abuse/unicode15/emoji-test.txt");
test.skipIf(!existsSync(emojiTest))("C8 every fully-qualified emoji of Unicode is one (needs CORPORA_DIR)", () => {
  const lines = readFileSync(emojiTest, "utf8").split("\n");
  const sequences = lines.flatMap((line) => {
    const [, points = "", status = ""] = /^([0-9A-F ]+?)\s*;\s*(\S+)/.exec(line) ?? [];
    const text = String.fromCodePoint(
      ...points
        .split(" ")
        .filter(Boolean)
        .map((point) => Number.parseInt(point, 16)),
    );
    return status === "fully-qualified" ? [text] : [];
  });
  expect(sequences.length).toBeGreaterThan(2_000);
  expect(sequences.filter((text) => !isOneEmoji(text))).toEqual([]);
  expect(sequences.slice(0, 300).filter((text) => isOneEmoji(`${text}${text}`))).toEqual([]);
});

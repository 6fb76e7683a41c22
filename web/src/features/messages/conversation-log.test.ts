// The stretch of messages a page holds: without a hole, and as the messages are now.
import { describe, expect, test } from "vitest";
import type { SequencedConversationEvent } from "#core/domain/conversations/folding.ts";
import { noticeOf } from "#core/domain/conversations/notices.ts";
import type { FoldedMessage } from "#core/protocol/conversations.ts";
import { append, type ConversationLog, fold, fromWindow, jumpTo, prepend, recall, rejoin } from "./conversation-log.ts";

const MARA = "usr_01h455vb4pex5vsknk084sn02q";

const message = (seq: number, text = `m${seq}`): FoldedMessage => ({
  seq,
  at: seq * 1_000,
  user: MARA,
  body: { kind: "plain", text },
  editedAt: null,
  replyTo: null,
  mentions: [],
  composedAt: null,
  reactions: [],
});

const event = <N extends SequencedConversationEvent["name"]>(seq: number, name: N, data: object) =>
  ({ seq, at: seq * 1_000, by: null, name, data }) as SequencedConversationEvent;
const sent = (seq: number) =>
  event(seq, "sent", {
    user: MARA,
    body: { kind: "plain", text: `m${seq}` },
    replyTo: null,
    mentions: [],
    composedAt: null,
  });
const edited = (seq: number, target: number, text: string) =>
  event(seq, "edited", { user: MARA, target, body: { kind: "plain", text } });
const removed = (seq: number, target: number) => event(seq, "removed", { user: MARA, target });

const left = (seq: number) => event(seq, "left", { user: MARA });

const told = (log: ConversationLog) => log.notices.map(({ seq }) => seq);
const seqs = (log: { messages: readonly FoldedMessage[] }) => log.messages.map(({ seq }) => seq);
const textAt = (log: { messages: readonly FoldedMessage[] }, seq: number) => {
  const body = log.messages.find((one) => one.seq === seq)?.body;
  return body?.kind === "plain" ? body.text : null;
};

describe("the log of a conversation", () => {
  test("live events follow the window, each once, also where frames repeat", () => {
    const log = fromWindow([message(4), message(5)], 5, true);
    const events = [sent(6), edited(7, 4, "four"), sent(8), removed(9, 8)];
    const after = fold(fold(log, events), events);
    expect(seqs(after)).toEqual([4, 5, 6, 8]);
    expect([textAt(after, 4), textAt(after, 8)]).toEqual(["four", null]);
    expect(after.have).toBe(9);
  });

  test("a page folded before a change was heard shows the change; one folded after it is left alone", () => {
    const log = fold(fromWindow([message(4)], 4, true), [edited(5, 2, "two"), edited(6, 3, "three")]);
    const page = { items: [message(1), message(2), message(3, "three, later")], notices: [], asOf: 6, hasMore: false };
    const early = prepend(log, { ...page, asOf: 4, items: [message(1), message(2), message(3)] });
    expect([textAt(early, 2), textAt(early, 3)]).toEqual(["two", "three"]);
    const late = prepend(log, page);
    expect([textAt(late, 2), textAt(late, 3)]).toEqual(["m2", "three, later"]);
    expect([seqs(late), late.hasOlder]).toEqual([[1, 2, 3, 4], false]);
  });

  test("pages that overlap what is held add nothing twice", () => {
    const log = fromWindow([message(4), message(5)], 5, true);
    expect(seqs(prepend(log, { items: [message(3), message(4)], notices: [], asOf: 5, hasMore: true }))).toEqual([
      3, 4, 5,
    ]);
    expect(seqs(append(log, { items: [message(5), message(6)], notices: [], asOf: 6, hasMore: true }, true))).toEqual([
      4, 5, 6,
    ]);
  });

  test("what happened between the words is the same, whether it was heard or read with the pages", () => {
    const all = [sent(2), left(3), sent(4), left(5), sent(6), left(7)];
    const live = fold(fromWindow([], 1, false), all);
    const past = { items: [message(4), message(6)], notices: all.flatMap((one) => noticeOf(one) ?? []), asOf: 7 };
    const window = recall(fold(fromWindow([message(6)], 6, true), [left(7)]), {
      ...past,
      notices: past.notices.filter(({ seq }) => seq > 5),
      hasMore: true,
    });
    expect(told(window)).toEqual([7]);
    const reloaded = prepend(window, { ...past, hasMore: false });
    expect(reloaded.notices).toEqual(live.notices);
    expect(told(prepend(reloaded, { ...past, hasMore: false }))).toEqual([3, 5, 7]);
    expect(told(jumpTo(reloaded, { ...past, hasMore: false }))).toEqual([3, 5, 7]);
  });

  test("somewhere in the past live messages are not glued to an old stretch", () => {
    const past = jumpTo(fromWindow([message(90)], 90, true), {
      items: [message(10)],
      notices: [],
      asOf: 90,
      hasMore: true,
    });
    const after = fold(past, [sent(91)]);
    expect([seqs(after), after.have, after.isAtHead]).toEqual([[10], 91, false]);
  });

  test("after a long sleep the stretch reaches from where one reads to the newest, with what was heard meanwhile", () => {
    const before = fromWindow([message(1), message(2)], 2, false);
    const slept = fold({ ...before, have: 100, isAtHead: true }, [sent(101), edited(102, 60, "sixty")]);
    const joined = prepend(fromWindow([message(60), message(100)], 100, true), {
      items: [message(1), message(2), message(30)],
      notices: [],
      asOf: 100,
      hasMore: false,
    });
    const after = rejoin(slept, joined, [message(100), message(101)]);
    expect(seqs(after)).toEqual([1, 2, 30, 60, 100, 101]);
    expect([textAt(after, 60), after.have, after.isAtHead]).toEqual(["sixty", 102, true]);
  });
});

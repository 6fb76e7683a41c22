// The rows of a conversation: days, runs, the unread divider, what became of one's own, what waits.
import { describe, expect, test } from "vitest";
import { noticeOf } from "#core/domain/conversations/notices.ts";
import type { FoldedMessage, LastMessage } from "#core/protocol/conversations.ts";
import type { AttachedMedia } from "#core/protocol/media.ts";
import type { Notice } from "#core/protocol/history.ts";
import { type ConversationLog, EMPTY_LOG, noticesWithin } from "./conversation-log.ts";
import type { ConversationView } from "./conversations-api.ts";
import { findDay } from "./find-day.ts";
import { partsOf } from "./MessageText.tsx";
import { conversationName, type Known, lastLine, matching, threadOf } from "./thread-view.ts";
import { type PendingSend, type Row, timelineRows } from "./timeline.ts";

const LENA = "usr_01h455vb4pex5vsknk084sn02l";
const MARA = "usr_01h455vb4pex5vsknk084sn02m";
const JONAS = "usr_01h455vb4pex5vsknk084sn02j";
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const MORNING = Date.UTC(2026, 10, 20, 9);

const message = (
  seq: number,
  user: FoldedMessage["user"],
  at: number,
  more: Partial<FoldedMessage> = {},
): FoldedMessage => ({
  seq,
  at,
  user,
  body: { kind: "plain", text: `m${seq}` },
  editedAt: null,
  replyTo: null,
  mentions: [],
  composedAt: null,
  reactions: [],
  ...more,
});

const waiting = (key: string): PendingSend => ({
  key,
  body: { kind: "plain", text: key },
  replyTo: null,
  composedAt: null,
  mentions: [],
});

const rowsOf = (messages: readonly FoldedMessage[], more: Partial<Parameters<typeof timelineRows>[0]> = {}) =>
  timelineRows({
    messages,
    hasOlder: false,
    pending: [],
    notices: [],
    self: LENA,
    members: [LENA, MARA, JONAS],
    markers: {},
    got: {},
    unreadAfter: null,
    hidden: new Set(),
    dayOf: (at) => new Date(at).toISOString().slice(0, 10),
    say: ({ kind, count }) => `${count} ${kind}`,
    ...more,
  });

const shapeOf = (row: Row): string => {
  if (row.kind === "message")
    return `${row.more ? "+" : ""}${row.key}${row.delivery === null ? "" : ` ${row.delivery.kind}`}`;
  return row.kind === "waiting" ? `${row.more ? "+" : ""}~${row.key}${row.last ? " last" : ""}` : row.key;
};

describe("the timeline", () => {
  test("has no line above its first row while there is more of the past: it would move with every page", () => {
    const unread = [
      message(2, MARA, MORNING),
      message(3, MARA, MORNING + MINUTE_MS),
      message(4, MARA, MORNING + DAY_MS),
    ];
    const shapes = (hasOlder: boolean, unreadAfter: number) => rowsOf(unread, { hasOlder, unreadAfter }).map(shapeOf);
    expect(shapes(true, 1)).toEqual(["+3", "day-2026-11-21", "4"]);
    expect(shapes(false, 1)).toEqual(["day-2026-11-20", "unread", "2", "+3", "day-2026-11-21", "4"]);
    expect(shapes(true, 2)).toEqual(["unread", "3", "day-2026-11-21", "4"]);
  });

  test("a page of the past changes no row that is there: wherever a stretch begins, it is the end of the whole", () => {
    const days = Array.from({ length: 24 }, (_, index) =>
      message(index + 2, index % 5 < 3 ? MARA : LENA, MORNING + Math.floor(index / 8) * DAY_MS + index * MINUTE_MS),
    );
    const shapes = (from: number) => rowsOf(days.slice(from), { hasOlder: from > 0 }).map(shapeOf);
    const whole = shapes(0);
    for (let from = 1; from < days.length - 1; from++) {
      const rows = shapes(from);
      expect(rows, `from ${from}`).toEqual(whole.slice(-rows.length));
    }
    expect(shapes(days.length - 1)).toHaveLength(1);
  });

  test("the oldest message is shown where those behind it are hidden: there is nothing else to ask for the past from", () => {
    const hushed = [message(2, MARA, MORNING), message(3, JONAS, MORNING + 1), message(4, JONAS, MORNING + 2)];
    expect(rowsOf(hushed, { hasOlder: true, hidden: new Set([JONAS]) }).map(shapeOf)).toEqual(["2"]);
  });

  test("one face per run: another person, a pause or a new day begins a new one", () => {
    const rows = rowsOf([
      message(2, MARA, MORNING - DAY_MS),
      message(3, MARA, MORNING),
      message(4, MARA, MORNING + MINUTE_MS),
      message(5, JONAS, MORNING + 2 * MINUTE_MS),
      message(6, JONAS, MORNING + 30 * MINUTE_MS),
    ]);
    expect(rows.map(shapeOf)).toEqual(["day-2026-11-19", "2", "day-2026-11-20", "3", "+4", "5", "6"]);
  });

  test("only the last own message of a run says what became of it, and says no more than is known", () => {
    const own = [message(2, LENA, MORNING), message(3, LENA, MORNING + 1), message(4, MARA, MORNING + 2)];
    expect(rowsOf(own).map(shapeOf).slice(1)).toEqual(["2", "+3 sent", "4"]);
    const read = rowsOf(own, { markers: { [MARA]: 3, [JONAS]: 2 } });
    expect(read.map(shapeOf).slice(1)).toEqual(["2", "+3 read", "4"]);
    const [, , last] = read;
    expect(last?.kind === "message" ? last.delivery : null).toEqual({ kind: "read", by: [MARA] });
    const [, first] = read;
    expect(first?.kind === "message" ? first.readers : null).toEqual([JONAS]);
  });

  test("between two it is delivered when the other's device has it, and read when it was read", () => {
    const own = [message(2, LENA, MORNING), message(3, LENA, MORNING + 1)];
    const states = (more: Partial<Parameters<typeof timelineRows>[0]>) =>
      shapeOf(rowsOf(own, { members: [LENA, MARA], ...more }).at(-1) as Row);
    expect(states({ got: { [MARA]: 2 } })).toBe("+3 sent");
    expect(states({ got: { [MARA]: 3 } })).toBe("+3 delivered");
    expect(states({ got: { [MARA]: 3 }, markers: { [MARA]: 3 } })).toBe("+3 read");
    expect(states({ got: { [MARA]: 3 }, members: [LENA, MARA, JONAS] })).toBe("+3 sent");
  });

  test("the divider stands before the first unread message of somebody else", () => {
    const messages = [message(2, MARA, MORNING), message(3, LENA, MORNING + 1), message(5, MARA, MORNING + 2)];
    expect(rowsOf(messages, { unreadAfter: 2 }).map(({ key }) => key)).toEqual([
      "day-2026-11-20",
      "2",
      "3",
      "unread",
      "5",
    ]);
    expect(rowsOf(messages, { unreadAfter: 5 }).some(({ kind }) => kind === "unread")).toBe(false);
  });

  test("what waits stands at the end in the order it was written, as one run with what was sent", () => {
    const rows = rowsOf([message(2, LENA, MORNING)], { pending: [waiting("a.1"), waiting("a.2")] });
    expect(rows.map(shapeOf).slice(1)).toEqual(["2 sent", "+~a.1", "+~a.2 last"]);
  });

  test("a reply quotes what it answers: its words, its tombstone, or that it is further back", () => {
    const quoteOf = (target: FoldedMessage | null) => {
      const reply = message(9, LENA, MORNING + 9, { replyTo: 4 });
      const row = rowsOf(target === null ? [reply] : [target, reply]).at(-1);
      return row?.kind === "message" ? row.quote : null;
    };
    expect(quoteOf(message(4, MARA, MORNING))).toEqual({ seq: 4, user: MARA, text: "m4" });
    expect(quoteOf(message(4, MARA, MORNING, { body: null }))).toEqual({ seq: 4, user: MARA, text: null });
    expect(quoteOf(null)).toEqual({ seq: 4, user: null, text: "" });
    const photo = { kind: "image", name: "roof.jpg", width: 4, durationMs: null } as AttachedMedia;
    const body = { kind: "plain" as const, text: "", attachments: [photo, photo] };
    expect(quoteOf(message(4, MARA, MORNING, { body }))).toEqual({ seq: 4, user: MARA, text: "2 picture" });
  });

  test("what blocked people say in a group is hidden by the blocker's own page", () => {
    const messages = [message(2, MARA, MORNING), message(3, JONAS, MORNING), message(4, MARA, MORNING)];
    expect(rowsOf(messages, { hidden: new Set([JONAS]) }).map(shapeOf)).toEqual(["day-2026-11-20", "2", "+4"]);
  });
});

const members = [
  { user: LENA, name: "Lena Brandt", role: "owner" },
  { user: MARA, name: "Mara Okafor", role: "member" },
] as const;
const VIEW = {
  id: "cnv_01h455vb4pex5vsknk084sn02q",
  kind: "direct",
  title: null,
  encryption: "none",
  history: "all",
  members: [...members],
  memberCount: 2,
  activeAt: MORNING,
  request: false,
  last: null,
  unread: 0,
  named: 0,
} as const;

describe("a line of the inbox", () => {
  test("is called as the other person is, a group as it is titled or after its people", () => {
    expect(conversationName(VIEW, LENA, "A group")).toBe("Mara Okafor");
    expect(conversationName({ kind: "group", title: "Thesis crew", members }, LENA, "A group")).toBe("Thesis crew");
    expect(conversationName({ kind: "group", title: null, members: [] }, LENA, "A group")).toBe("A group");
  });

  test("is as late as what was said last, and found by a part of its name in any case", () => {
    const open = lastLine(message(7, MARA, MORNING + MINUTE_MS), "Mara Okafor");
    const thread = threadOf({ ...VIEW, members: [...members] }, LENA, "A group", { listedAt: 0, open });
    expect([thread.activeAt, thread.last, thread.unread]).toEqual([MORNING + MINUTE_MS, open, 0]);
    expect([matching([thread], "oka"), matching([thread], "lena")]).toEqual([[thread], []]);
  });
});

const line = (seq: number, text: string): LastMessage => ({
  seq,
  at: MORNING + seq,
  user: MARA,
  name: "Mara Okafor",
  kind: "plain",
  text,
});
const shown = (listed: LastMessage | null, known: Known) => {
  const view = { ...VIEW, members: [...VIEW.members], last: listed as ConversationView["last"], unread: 3 };
  const { last, unread, named } = threadOf(view, LENA, "A group", known);
  expect(named).toBe(known.heard?.named ?? view.named);
  return [last?.text, unread];
};

const left = (seq: number, at: number): Notice => ({ seq, at, name: "left", data: { user: JONAS } });

describe("what happened besides words", () => {
  test("stands between the messages, on its day, and ends a run", () => {
    const messages = [message(2, MARA, MORNING), message(4, MARA, MORNING + 1), message(9, MARA, MORNING + 2)];
    const notices = [left(3, MORNING), left(10, MORNING + DAY_MS)];
    expect(rowsOf(messages, { notices }).map(shapeOf)).toEqual([
      "day-2026-11-20",
      "2",
      "notice-3",
      "4",
      "+9",
      "day-2026-11-21",
      "notice-10",
    ]);
  });

  test("is known only within the stretch one holds", () => {
    const log = { ...EMPTY_LOG, messages: [message(5, MARA, MORNING), message(9, MARA, MORNING)] };
    const notices = [left(3, MORNING), left(7, MORNING), left(12, MORNING)];
    const seqs = (more: Partial<ConversationLog>) => noticesWithin({ ...log, notices, ...more }).map(({ seq }) => seq);
    expect(seqs({ hasOlder: true })).toEqual([7, 12]);
    expect(seqs({ hasOlder: false, isAtHead: false })).toEqual([3, 7]);
  });

  test("leaves out that a pin was taken off", () => {
    const pin = { seq: 3, at: MORNING, by: null, name: "pinned" } as const;
    const told = [true, false].filter((on) => noticeOf({ ...pin, data: { user: MARA, target: 2, on } }) !== null);
    expect(told).toEqual([true]);
  });
});

describe("the words under a name", () => {
  test("are those of the newest message, whoever told of it", () => {
    const heard = { last: line(9, "heard"), count: 1, named: 1, heardAt: 5 };
    expect(shown(line(7, "listed"), { listedAt: 8 })).toEqual(["listed", 3]);
    expect(shown(line(7, "listed"), { listedAt: 8, heard })).toEqual(["heard", 1]);
    expect(shown(line(11, "listed"), { listedAt: 4, heard })).toEqual(["listed", 1]);
    expect(shown(line(7, "listed"), { listedAt: 8, heard, open: line(12, "open") })).toEqual(["open", 1]);
    expect(shown(null, { listedAt: 8, heard: { ...heard, last: null } })).toEqual([undefined, 1]);
  });

  test("are of the same message what was learned of it last: it may have been changed", () => {
    const heard = { last: line(7, "heard"), count: 0, named: 0, heardAt: 5 };
    expect(shown(line(7, "listed"), { listedAt: 4, heard })).toEqual(["heard", 0]);
    expect(shown(line(7, "listed"), { listedAt: 6, heard })).toEqual(["listed", 0]);
  });
});

describe("going to a day", () => {
  const messages = Array.from({ length: 400 }, (_, index) => message(2 + 3 * index, MARA, MORNING + index * MINUTE_MS));
  const head = 1_250;

  test("finds the first message at or after it, whatever lies between, in as many steps as halving takes", async () => {
    for (const wanted of [0, 1, 17, 200, 398, 399]) {
      let asked = 0;
      const found = await findDay(MORNING + wanted * MINUTE_MS - 1, 1, head, async (seq) => {
        asked += 1;
        return messages.findLast((one) => one.seq < seq) ?? null;
      });
      expect([wanted, found]).toEqual([wanted, messages[wanted]?.seq]);
      expect(asked).toBeLessThan(16);
    }
  });

  test("later than everything is the newest, and an empty conversation has no day", async () => {
    expect(await findDay(MORNING + DAY_MS, 1, head, async () => messages.at(-1) ?? null)).toBe(messages.at(-1)?.seq);
    expect(await findDay(MORNING, 1, head, async () => null)).toBeNull();
  });
});

describe("the words of a message", () => {
  test("become links only where they are addresses of the web, without the stop that ends the sentence", () => {
    const text = "See https://example.org/a?b=(c). Not javascript:alert(1), not <b>http</b>.";
    const parts = partsOf(text);
    expect(parts.filter(({ kind }) => kind === "link").map((part) => part.text)).toEqual([
      "https://example.org/a?b=(c",
    ]);
    expect(parts.map((part) => part.text).join("")).toBe(text);
  });
});

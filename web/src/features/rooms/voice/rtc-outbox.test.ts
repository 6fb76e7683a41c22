import { describe, expect, test } from "vitest";
import { SOCKET_BURST, SOCKET_RATE_PER_SECOND } from "#core/protocol/limits.ts";
import type { RtcSignal } from "#core/protocol/voice.ts";
import { RtcOutbox } from "./rtc-outbox.ts";

const BERT = "usr_bert" as RtcSignal["to"];
const CLEO = "usr_cleo" as RtcSignal["to"];
const offer = (sdp: string) => ({ description: { type: "offer" as const, sdp } });
const way = (line: string) => ({
  candidates: [{ candidate: line, sdpMid: "0", sdpMLineIndex: 0, usernameFragment: null }],
});

/** An outbox whose clock and timers are moved by hand. */
const openOutbox = () => {
  const sent: { readonly at: number; readonly signal: RtcSignal }[] = [];
  let now = 0;
  let due: { at: number; task: () => void } | null = null;
  const outbox = new RtcOutbox(
    (signal) => sent.push({ at: now, signal }),
    () => now,
    (ms, task) => {
      due = { at: now + ms, task };
      return () => (due = null);
    },
  );
  const run = () => {
    for (let next = due; next !== null; next = due) {
      now = next.at;
      due = null;
      next.task();
    }
  };
  return { outbox, sent, run };
};

describe("what goes out to connect pages", () => {
  test("ways of being reached are gathered for each person, behind their offer", () => {
    const { outbox, sent, run } = openOutbox();
    outbox.post(BERT, "stay-b", offer("first"));
    outbox.post(CLEO, "stay-c", offer("other"));
    for (const line of ["one", "two", "three"]) outbox.post(BERT, "stay-b", way(line));
    outbox.post(BERT, "stay-b", offer("second"));
    outbox.post(BERT, "stay-b", way("four"));
    run();
    const told = sent.map(({ signal: { to, data } }) => [
      to,
      "description" in data ? data.description.sdp : data.candidates.map(({ candidate }) => candidate),
    ]);
    expect(told).toEqual([
      [BERT, "first"],
      [CLEO, "other"],
      [BERT, ["one", "two", "three"]],
      [BERT, "second"],
      [BERT, ["four"]],
    ]);
  });

  test("it never comes near to what a socket may send", () => {
    const { outbox, sent, run } = openOutbox();
    for (let index = 0; index < 100; index++) outbox.post(BERT, `stay-${index}`, offer(`${index}`));
    run();
    expect(sent.map(({ signal }) => signal.stay)).toEqual(Array.from({ length: 100 }, (_, index) => `stay-${index}`));
    for (const { at } of sent) {
      const within = sent.filter((other) => other.at >= at && other.at < at + 1_000).length;
      expect(within).toBeLessThan(SOCKET_BURST - SOCKET_RATE_PER_SECOND / 2);
    }
  });

  test("whoever has left is told nothing more", () => {
    const { outbox, sent, run } = openOutbox();
    outbox.post(BERT, "stay-b", offer("first"));
    outbox.post(CLEO, "stay-c", offer("other"));
    outbox.forget("stay-b");
    run();
    expect(sent.map(({ signal }) => signal.to)).toEqual([CLEO]);
  });
});

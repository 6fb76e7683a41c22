// What is read by hand is what the schema would have read; what is not, the schema decides.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CONVERSATION_COMMANDS } from "#core/protocol/conversations.ts";
import { ClientFrame, CommandFrame } from "#core/protocol/frames.ts";
import { MAX_COMMANDS_TOGETHER, MAX_JSON_DEPTH, MAX_TEXT_BYTES } from "#core/protocol/limits.ts";
import { doorCommands, LiveClient } from "./live-client.ts";
import { parseStrictJson } from "./strict-json.ts";
import { isUsualCommandText, usualCommand, usualCommands, usualHeld, usualSend } from "./usual-frames.ts";

const COMMAND = { type: "command", n: 1, since: 0, floor: 1, name: "send", data: {} };

test("a frame with one command is known by how our client begins it", () => {
  const client = new LiveClient("client-1", () => null);
  const [frame] = doorCommands([client.compose("send", {})]);
  expect(isUsualCommandText(JSON.stringify(frame))).toBe(true);
  expect(isUsualCommandText(JSON.stringify({ type: "commands", commands: [frame] }))).toBe(false);
});

/** Nearly right: each part now and then of another kind, absent, or beside something unknown. */
const nearly = (right: Record<string, fc.Arbitrary<unknown>>) => {
  const anything = fc.oneof(
    fc.constantFrom(
      null,
      true,
      -1,
      0,
      1.5,
      2 ** 53,
      "",
      " ",
      [],
      {},
      "x".repeat(41),
      "é".repeat(MAX_TEXT_BYTES / 2 + 1),
    ),
    fc.jsonValue(),
  );
  const part = (known: fc.Arbitrary<unknown>) =>
    fc.oneof({ weight: 8, arbitrary: known }, { weight: 1, arbitrary: anything });
  const parts = Object.fromEntries(Object.entries(right).map(([key, known]) => [key, part(known)]));
  return (
    fc
      .tuple(fc.record(parts, { requiredKeys: [] }), fc.record(parts), fc.nat(9), fc.string())
      .map(([some, all, dice, key]) => (dice === 0 ? some : dice === 1 ? { ...all, [key]: 1 } : all))
      // As they arrive: from JSON, and without the keys that its reader refuses.
      .map((value) => parseStrictJson(JSON.stringify(value), MAX_JSON_DEPTH))
      .filter(({ ok }) => ok)
      .map((read) => (read.ok ? read.value : null))
  );
};

const command = nearly({
  type: fc.constant("command"),
  n: fc.integer({ min: 1 }),
  since: fc.nat(),
  floor: fc.integer({ min: 1 }),
  name: fc.constantFrom("send", "read"),
  data: fc.dictionary(fc.string({ maxLength: 45 }), fc.jsonValue()),
});
const body = nearly({ kind: fc.constant("plain"), text: fc.string() });
const send = nearly({ body, composedAt: fc.integer() });

describe("a frame read by hand", () => {
  test("is a command exactly as the schema reads it", () => {
    let read = 0;
    fc.assert(
      fc.property(command, (value) => {
        const usual = usualCommand(value);
        const parsed = CommandFrame.safeParse(value);
        if (usual !== null) expect(parsed).toEqual({ success: true, data: usual });
        else expect(parsed.success).toBe(false);
        read += usual === null ? 0 : 1;
      }),
      { numRuns: 2_000 },
    );
    expect(read).toBeGreaterThan(200);
  });

  test("is a frame of commands, or says what is held, exactly as the schema reads it", () => {
    const commands = nearly({
      type: fc.constant("commands"),
      commands: fc.array(fc.jsonValue(), { maxLength: 3 }),
    });
    const held = nearly({ type: fc.constant("held"), seq: fc.nat() });
    let read = 0;
    fc.assert(
      fc.property(fc.oneof(commands, held), (value) => {
        const parsed = ClientFrame.safeParse(value);
        const [together, seq] = [usualCommands(value), usualHeld(value)];
        if (together !== null) expect(parsed.data).toEqual({ type: "commands", commands: together });
        else if (seq !== null) expect(parsed.data).toEqual({ type: "held", seq });
        else expect(["commands", "held"]).not.toContain(parsed.data?.type);
        read += together === null && seq === null ? 0 : 1;
      }),
      { numRuns: 2_000 },
    );
    expect(read).toBeGreaterThan(200);
    const tooMany = { type: "commands", commands: Array.from({ length: MAX_COMMANDS_TOGETHER + 1 }, () => COMMAND) };
    expect([usualCommands(tooMany), ClientFrame.safeParse(tooMany).success]).toEqual([null, false]);
  });

  test("is a message exactly as the schema reads it", () => {
    let read = 0;
    fc.assert(
      fc.property(send, (value) => {
        const usual = usualSend(value);
        if (usual === null) return;
        expect(CONVERSATION_COMMANDS.send.safeParse(value)).toEqual({ success: true, data: usual });
        read += 1;
      }),
      { numRuns: 2_000 },
    );
    expect(read).toBeGreaterThan(200);
  });

  test.each([
    [{ ...COMMAND, more: 1 }],
    [{ ...COMMAND, n: 0 }],
    [{ ...COMMAND, since: -1 }],
    [{ ...COMMAND, floor: 2 ** 53 }],
    [{ ...COMMAND, name: "x".repeat(41) }],
    [{ ...COMMAND, data: { ["k".repeat(41)]: 1 } }],
    [{ ...COMMAND, data: [] }],
    [{ ...COMMAND, type: "signal" }],
    [null],
  ])("%j is left to the schema", (value) => {
    expect(usualCommand(value)).toBeNull();
    expect(CommandFrame.safeParse(value).success).toBe(false);
  });

  test.each([
    [{ body: { kind: "plain", text: "see", attachments: [] } }],
    [{ body: { kind: "plain", text: " " } }],
    [{ body: { kind: "plain", text: "x".repeat(MAX_TEXT_BYTES + 1) } }],
    [{ body: { kind: "sealed", text: "x" } }],
    [{ body: { kind: "plain", text: "x" }, replyTo: 1 }],
    [{ body: { kind: "plain", text: "x" }, mentions: [] }],
    [{ body: { kind: "plain", text: "x" }, composedAt: 0.5 }],
  ])("%j is left to the schema", (value) => {
    expect(usualSend(value)).toBeNull();
  });
});

// Commands that go together: all of them, in their order, in frames that the other end takes.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ClientFrame, type CommandFrame } from "#core/protocol/frames.ts";
import { MAX_CLIENT_FRAME_BYTES, MAX_JSON_DEPTH } from "#core/protocol/limits.ts";
import { utf8Bytes } from "#core/protocol/utf8.ts";
import { commandsIn, inFrames } from "./packing.ts";
import { parseStrictJson } from "./strict-json.ts";

const command = (n: number, text = ""): CommandFrame => ({
  type: "command",
  n,
  since: 0,
  floor: 1,
  name: "send",
  data: { text },
});

test("none is none, one goes as it is, several are one frame", () => {
  expect(inFrames([])).toEqual([]);
  expect(inFrames([command(1)])).toEqual([command(1)]);
  expect(inFrames([command(1), command(2)])).toEqual([{ type: "commands", commands: [command(1), command(2)] }]);
});

test("the deepest command there is may go with others", () => {
  const attachment = { id: "media_1", waveform: [0, 1], proof: "x" };
  const send = { ...command(1), data: { body: { kind: "plain", text: "", attachments: [attachment] } } };
  const [frame] = inFrames([send, command(2)]);
  expect(parseStrictJson(JSON.stringify(frame), MAX_JSON_DEPTH)).toEqual({ ok: true, value: frame });
});

test("whatever their sizes: the same commands in the same order, no frame larger than the server takes, none it need not", () => {
  const text = fc.oneof(
    fc.string(),
    fc.nat(20_000).map((length) => "é".repeat(length)),
  );
  fc.assert(
    fc.property(fc.array(text, { maxLength: 40 }), (texts) => {
      const commands = texts.map((one, index) => command(index + 1, one));
      const frames = inFrames(commands);
      expect(frames.flatMap((frame) => [...commandsIn(frame)])).toEqual(commands);
      const sizes = frames.map((frame) => utf8Bytes(JSON.stringify(frame)));
      for (const size of sizes) expect(size).toBeLessThanOrEqual(MAX_CLIENT_FRAME_BYTES);
      for (const frame of frames) expect(ClientFrame.safeParse(frame).success).toBe(true);
      // Two neighbours that would have fitted together would have been one.
      for (const [index, size] of sizes.entries()) {
        const next = frames[index + 1];
        const [first] = next === undefined ? [] : commandsIn(next);
        if (first === undefined) continue;
        expect(size + utf8Bytes(JSON.stringify(first)) + 128).toBeGreaterThan(MAX_CLIENT_FRAME_BYTES);
      }
    }),
    { numRuns: 200 },
  );
});

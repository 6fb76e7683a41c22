// Counted as the encoder counts.
import { Buffer } from "node:buffer";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { utf8Bytes } from "./utf8.ts";

test("every string takes as many bytes as its UTF-8", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => utf8Bytes(text) === Buffer.byteLength(text)));
});

test("lone surrogates count as the replacement character they become", () => {
  const unit = fc.constantFrom("a", "é", "€", "\ud83e\ude9f", "\ud800", "\udfff");
  fc.assert(
    fc.property(fc.array(unit), (units) => {
      const text = units.join("");
      expect(utf8Bytes(text)).toBe(new TextEncoder().encode(text).length);
    }),
  );
});

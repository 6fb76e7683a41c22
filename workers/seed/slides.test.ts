// The pictures of the deck that a fresh machine has.
import { expect, test } from "vitest";
import { sourceOf } from "#core/domain/media/byte-source.ts";
import { inspect } from "#core/domain/media/inspect.ts";
import { drawSlide, SLIDES } from "./slides.ts";

test("each is drawn: a whole PNG of its size, small, and unlike the others", async () => {
  const drawn = await Promise.all(SLIDES.map(({ draw }) => drawSlide(draw)));
  for (const bytes of drawn) {
    expect(await inspect("image/png", sourceOf(bytes))).toMatchObject({
      ok: true,
      value: { width: 1280, height: 720, frames: 1, edits: [] },
    });
    expect(bytes.length).toBeLessThan(200_000);
  }
  expect(new Set(drawn.map(({ length }) => length)).size).toBe(SLIDES.length);
});

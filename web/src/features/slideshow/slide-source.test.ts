// Which file of a medium a slide shows.
import { expect, test } from "vitest";
import { sourceOf } from "./slide-source.ts";

const signed = (variant: "original" | "preview" | "thumb" | "poster", type: string) => ({
  variant,
  type,
  url: variant,
});

test("a slide is shown from the size that fits, and only what a slide can show is shown", () => {
  expect(sourceOf([signed("original", "image/png")])).toEqual({ kind: "image", url: "original", thumb: "original" });
  expect(sourceOf([signed("original", "image/jpeg"), signed("preview", "image/webp")])).toMatchObject({
    url: "preview",
  });
  expect(sourceOf([signed("original", "video/mp4"), signed("poster", "image/webp")])).toEqual({
    kind: "video",
    url: "original",
    thumb: "poster",
    poster: "poster",
  });
  expect(sourceOf([signed("original", "application/pdf")])).toEqual({ kind: "none" });
  expect(sourceOf([])).toEqual({ kind: "none" });
});

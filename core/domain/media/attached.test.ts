// Attached files in a few words.
import { expect, test } from "vitest";
import { summaryOf } from "./attached.ts";

const file = (kind: "image" | "video" | "audio" | "document", name = "a", durationMs: number | null = null) => ({
  kind,
  name,
  durationMs,
  width: kind === "image" || kind === "video" ? 10 : null,
});

test("one says what it is: a name where that tells more, a length where it has one", () => {
  expect(summaryOf()).toBeNull();
  expect(summaryOf([])).toBeNull();
  expect(summaryOf([file("image", "roof.jpg")])).toEqual({ kind: "picture", count: 1, name: null, durationMs: null });
  const voice = file("audio", "voice-message-2026-11-21-01-20.webm", 12_000);
  expect(summaryOf([voice])).toEqual({ kind: "voice", count: 1, name: null, durationMs: 12_000 });
  const song = file("audio", "song.mp3", 180_000);
  expect(summaryOf([song])).toEqual({ kind: "sound", count: 1, name: "song.mp3", durationMs: 180_000 });
  // A recorder's film container without a picture.
  expect(summaryOf([{ ...file("video", "voice-message.webm", 5), width: null }])).toMatchObject({ kind: "voice" });
  expect(summaryOf([file("document", "a.pdf")])).toMatchObject({ kind: "file", name: "a.pdf" });
});

test("several of a kind are counted as that, others as files", () => {
  const none = { name: null, durationMs: null };
  expect(summaryOf([file("image"), file("image")])).toEqual({ kind: "picture", count: 2, ...none });
  expect(summaryOf([file("video", "a", 5), file("image")])).toEqual({ kind: "file", count: 2, ...none });
});

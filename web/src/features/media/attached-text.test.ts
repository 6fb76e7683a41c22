// Attached files in words, in both languages.
import { expect, test } from "vitest";
import { media as de } from "#web/messages/de-media.ts";
import { media as en } from "#web/messages/en-media.ts";
import { attachedText } from "./attached-text.ts";

const none = { count: 1, name: null, durationMs: null };

const said = ({ lines }: typeof en) => [
  attachedText({ ...none, kind: "picture" }, lines),
  attachedText({ ...none, kind: "picture", count: 3 }, lines),
  attachedText({ ...none, kind: "voice", durationMs: 12_000 }, lines),
  attachedText({ ...none, kind: "sound", name: "song.mp3", durationMs: 180_000 }, lines),
  attachedText({ ...none, kind: "file", name: "outline.pdf" }, lines),
  attachedText({ ...none, kind: "file", count: 2 }, lines),
];

test("a photo, a voice with its length, several of a kind, a file by its name", () => {
  const shared = ["song.mp3 · 3:00", "outline.pdf"];
  expect(said(en)).toEqual(["Photo", "3 photos", "Voice message · 0:12", ...shared, "2 files"]);
  expect(said(de)).toEqual(["Foto", "3 Fotos", "Sprachnachricht · 0:12", ...shared, "2 Dateien"]);
});

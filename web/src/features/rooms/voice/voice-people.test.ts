import { describe, expect, test } from "vitest";
import { voiceKindOf, voicePeople } from "./voice-people.ts";

const person = (
  id: string,
  voice: ReturnType<typeof voiceKindOf>,
  presence: "here" | "reconnecting" | "gone" = "here",
) => ({
  id,
  name: id.toUpperCase(),
  you: id === "a",
  voice,
  presence,
});

describe("who is in voice", () => {
  test("is told by presence: muted before speaking, and nobody who is not in it", () => {
    const stay = "stay-one";
    expect(voiceKindOf({ speaking: true })).toBe(null);
    expect(voiceKindOf(undefined)).toBe(null);
    expect(voiceKindOf({ speaking: false, voice: { stay, muted: false } })).toBe("open");
    expect(voiceKindOf({ speaking: true, voice: { stay, muted: false } })).toBe("speaking");
    expect(voiceKindOf({ speaking: true, voice: { stay, muted: true } })).toBe("muted");
  });

  test("is listed with the way to them, also while the room looks for them", () => {
    const people = [
      person("a", "open"),
      person("b", "muted"),
      person("c", null),
      person("d", null, "reconnecting"),
      person("e", null, "gone"),
    ];
    const links = new Map([
      ["b", "connecting"],
      ["c", "connected"],
      ["d", "connected"],
    ] as const);
    expect(voicePeople(people, links).map(({ id, kind, link }) => [id, kind, link])).toEqual([
      ["a", "open", null],
      ["b", "muted", "connecting"],
      ["d", "muted", "connected"],
    ]);
  });
});

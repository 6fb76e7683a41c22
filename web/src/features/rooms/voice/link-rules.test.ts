import { describe, expect, test } from "vitest";
import { comesFromAnother, leads, linkWanted } from "./link-rules.ts";

const voice = { stay: "stay-one", muted: false };
const open = { stay: "stay-one", isConnected: true };

const sdp = (print: string) => `v=0\r\na=fingerprint:sha-256 ${print}\r\na=setup:actpass\r\n`;

describe("who is connected with whom", () => {
  test("of two pages exactly one leads", () => {
    expect([leads("usr_a", "usr_b"), leads("usr_b", "usr_a")]).toEqual([true, false]);
  });

  test("who is in voice gets a link, and a new one for a new stay", () => {
    expect(linkWanted({ state: "here", voice }, undefined)).toBe("open");
    expect(linkWanted({ state: "here", voice }, open)).toBe("keep");
    expect(linkWanted({ state: "reconnecting", voice }, open)).toBe("keep");
    expect(linkWanted({ state: "here", voice: { ...voice, stay: "stay-two" } }, open)).toBe("open");
  });

  test("whoever is not in voice has no link, but is heard while being looked for", () => {
    expect(linkWanted({ state: "here" }, undefined)).toBe("keep");
    for (const state of ["reconnecting", "gone"] as const) {
      expect(linkWanted({ state }, open)).toBe("keep");
      expect(linkWanted({ state }, { ...open, isConnected: false })).toBe("close");
    }
    // They may be about to say that they still are in voice.
    expect(linkWanted({ state: "here" }, open)).toBe("miss");
    expect(linkWanted({ state: "here" }, { ...open, isConnected: false })).toBe("close");
  });

  test("an offer with another fingerprint begins anew, the same one goes on", () => {
    const known = { type: "answer", sdp: sdp("AA:BB") };
    expect(comesFromAnother({ type: "offer", sdp: sdp("AA:BB") }, known)).toBe(false);
    expect(comesFromAnother({ type: "offer", sdp: sdp("CC:DD") }, known)).toBe(true);
    expect(comesFromAnother({ type: "answer", sdp: sdp("CC:DD") }, known)).toBe(false);
  });
});

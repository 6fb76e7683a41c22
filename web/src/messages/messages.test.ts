// Both languages say everything; the compiler compares their shape, this what the words do.
import { describe, expect, test } from "vitest";
import { de as deShell } from "./de.ts";
import { talk as deTalk } from "./de-talk.ts";
import { media as deMedia } from "./de-media.ts";
import { people as dePeople } from "./de-people.ts";
import { en as enShell } from "./en.ts";
import { talk as enTalk } from "./en-talk.ts";
import { media as enMedia } from "./en-media.ts";
import { people as enPeople } from "./en-people.ts";
import { decks as deDecks } from "./de-decks.ts";
import { decks as enDecks } from "./en-decks.ts";
import { voice as deVoice } from "./de-voice.ts";
import { voice as enVoice } from "./en-voice.ts";
import { createFormats, zoneName } from "./formats.ts";

const en = { ...enShell, talk: enTalk, people: enPeople, voice: enVoice, media: enMedia, decks: enDecks };
const de = { ...deShell, talk: deTalk, people: dePeople, voice: deVoice, media: deMedia, decks: deDecks };

type Words = { readonly [key: string]: unknown };

/** Everything that can be said, by its path; functions are called with numbers and marks that must come out again. */
const sayings = (words: Words, at = ""): readonly (readonly [string, string])[] =>
  Object.entries(words).flatMap(([key, value]): (readonly [string, string])[] => {
    const path = `${at}/${key}`;
    if (typeof value === "string") return [[path, value]];
    if (typeof value === "function") return [[path, String((value as (...all: unknown[]) => unknown)(7, 8, 9))]];
    return [...sayings(value as Words, path)];
  });

describe("the catalogue", () => {
  test("says the same things in both languages, and none of them is empty or broken", () => {
    const english = sayings(en);
    const german = sayings(de);
    expect(german.map(([path]) => path)).toEqual(english.map(([path]) => path));
    for (const [path, text] of [...english, ...german])
      expect([path, text]).toEqual([path, expect.stringMatching(/\S/)]);
    for (const [path, text] of [...english, ...german])
      expect([path, /undefined|NaN|\[object/.test(text)]).toEqual([path, false]);
  });

  test("counts like people do", () => {
    expect(en.minutes(148)).toBe("2 h 28 min");
    expect(en.minutes(60)).toBe("1 h");
    expect(de.minutes(61)).toBe("1 Std. 1 Min.");
    expect(en.room.lockedIn(8)).toBe("Eight locked in");
    expect(en.room.lockedIn(22)).toBe("22 locked in");
    expect([en.today.daysKept(1), en.today.daysKept(40)]).toEqual(["day kept", "days kept"]);
    expect(de.streak.days(1)).toBe("1 Tag");
  });

  test("uses no exclamation mark", () => {
    expect([...sayings(en), ...sayings(de)].filter(([, text]) => text.includes("!"))).toEqual([]);
  });
});

describe("formats", () => {
  const british = createFormats("en-GB");
  test("write times and days as the person's region does", () => {
    const at = Date.UTC(2026, 10, 20, 9, 50);
    expect(british.time(at, "Europe/Berlin")).toBe("10:50");
    expect(createFormats("en-US").time(at, "Europe/Berlin")).toMatch(/^10:50\sAM$/);
    expect(british.date("2026-11-18")).toBe("Wednesday 18 November");
    expect(createFormats("de-DE").date("2026-11-18")).toBe("Mittwoch, 18. November");
    expect(british.clockTime(240)).toBe("04:00");
    expect(british.weekdayName(7)).toBe("Sunday");
    expect(british.list(["Mara", "Jonas", "Priya"])).toBe("Mara, Jonas and Priya");
  });
  test("call a zone by its city", () => {
    expect(zoneName("America/Argentina/Buenos_Aires")).toBe("Buenos Aires");
    expect(zoneName("UTC")).toBe("UTC");
  });
});

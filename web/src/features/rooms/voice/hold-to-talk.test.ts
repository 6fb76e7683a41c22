import { describe, expect, test } from "vitest";
import { opensMicrophone, SPACE_BELONGS_TO } from "./hold-to-talk.ts";

const key = (code: string, more: Partial<Parameters<typeof opensMicrophone>[0]> = {}) => ({
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...more,
});
const plain = { closest: () => null };
const inside = (name: string) => ({
  closest: (selector: string) => (selector.split(", ").includes(name) ? {} : null),
});

describe("Space, held", () => {
  test("opens the microphone where it means nothing else", () => {
    expect(opensMicrophone(key("Space"), plain)).toBe(true);
    expect(opensMicrophone(key("Space"), null)).toBe(true);
    expect(opensMicrophone(key("KeyM"), plain)).toBe(false);
    expect(opensMicrophone(key("Space", { ctrlKey: true }), plain)).toBe(false);
  });

  test("is a space for whoever types, and a press for whoever is on a control", () => {
    const places = ["input", "textarea", '[contenteditable="true"]', "button", "a", "select"];
    expect(places.filter((place) => opensMicrophone(key("Space"), inside(place)))).toEqual([]);
    expect(SPACE_BELONGS_TO.split(", ").length).toBeGreaterThan(places.length);
  });
});

// A profile before it is sent: what is wrong with it, and what of it changed.
import { describe, expect, test } from "vitest";
import { en } from "#web/messages/en.ts";
import { people } from "#web/messages/en-people.ts";
import { changedProfile, checkProfile, cleanHandle } from "./profile-form.ts";

const kept = { name: "Mara Okafor", handle: "", bio: "" };
const check = (form: Partial<typeof kept>, before = kept) => checkProfile({ ...before, ...form }, before, en, people);

describe("a profile", () => {
  test("may do without a handle until one was taken", () => {
    expect(check({})).toEqual({});
    expect(check({ handle: "" }, { ...kept, handle: "mara" })).toEqual({ handle: people.handleWrong });
  });

  test("has a handle in lower case without its sign, and none that looks like an id", () => {
    expect(cleanHandle(" @Mara_Okafor ")).toBe("mara_okafor");
    for (const handle of ["@Mara", "abc", "a".repeat(30)]) expect(check({ handle })).toEqual({});
    for (const handle of ["ab", "a".repeat(31), "mära", "a b c", "usr_mara"])
      expect(check({ handle })).toEqual({ handle: people.handleWrong });
  });

  test("says what is wrong with a name or with too many words", () => {
    expect(check({ name: " " })).toEqual({ name: en.accounts.nameMissing });
    expect(check({ bio: "x".repeat(501) })).toEqual({ bio: people.bioTooLong });
  });

  test("sends only what is different", () => {
    expect(changedProfile({ name: " Mara Okafor ", handle: "@Mara", bio: "" }, kept)).toEqual({ handle: "mara" });
    expect(changedProfile(kept, kept)).toEqual({});
  });
});

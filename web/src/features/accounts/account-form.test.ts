import { describe, expect, test } from "vitest";
import { en } from "#web/messages/en.ts";
import { checkLogin, checkRegister } from "./account-form.ts";

describe("account forms", () => {
  test("signing in asks for both, and judges neither", () => {
    expect(Object.keys(checkLogin({ email: " ", password: "" }, en))).toEqual(["email", "password"]);
    expect(checkLogin({ email: "a", password: "x" }, en)).toEqual({});
  });

  test("registering wants a name, something like an address, and a long enough password", () => {
    expect(checkRegister({ name: "Lena", email: "lena@example.org", password: "ten-letters" }, en)).toEqual({});
    expect(Object.keys(checkRegister({ name: " ", email: "lena", password: "short" }, en))).toEqual([
      "name",
      "email",
      "password",
    ]);
  });

  test("characters are counted, not bytes or surrogates", () => {
    expect(checkRegister({ name: "a", email: "a@b.c", password: "🔒".repeat(10) }, en)).toEqual({});
    expect(checkRegister({ name: "a", email: "a@b.c", password: "🔒".repeat(9) }, en).password).toBeDefined();
  });
});

// Password hashing on the real runtime: cost, versions, and never more than two at once.
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { openPasswords, type Derive } from "./passwords.ts";

const PASSWORD = "a lamp at the window";
const pepper = (fill: number): string => Buffer.alloc(32, fill).toString("base64url");

describe("passwords", () => {
  it("P1 a hash names its parameters, is salted, and opens for the right password alone", async () => {
    const passwords = openPasswords(env.PASSWORD_PEPPERS);
    const [one, two] = [await passwords.hash(PASSWORD), await passwords.hash(PASSWORD)];
    if (!one.ok || !two.ok) throw new Error("busy");
    expect(one.value).toMatch(/^scrypt\$N=32768,r=8,p=3\$pepper=1\$[\w-]{22}\$[\w-]{43}$/);
    expect(one.value).not.toBe(two.value);
    expect(await passwords.verify(PASSWORD, one.value)).toEqual({ ok: true, value: { right: true, rehash: false } });
    expect(await passwords.verify(`${PASSWORD} `, one.value)).toEqual({
      ok: true,
      value: { right: false, rehash: false },
    });
  });

  it("P2 an older pepper still opens and asks for a new hash; a lost one opens nothing", async () => {
    const older = await openPasswords(JSON.stringify({ 1: pepper(1) })).hash(PASSWORD);
    if (!older.ok) throw new Error("busy");
    const both = openPasswords(JSON.stringify({ 1: pepper(1), 2: pepper(2) }));
    expect(await both.verify(PASSWORD, older.value)).toEqual({ ok: true, value: { right: true, rehash: true } });
    expect(await both.hash(PASSWORD)).toMatchObject({ ok: true, value: expect.stringContaining("$pepper=2$") });
    const without = openPasswords(JSON.stringify({ 2: pepper(2) }));
    expect(await without.verify(PASSWORD, older.value)).toEqual({ ok: true, value: { right: false, rehash: false } });
  });

  it("P3 a third at once is told to come back, and the place is free again afterwards", async () => {
    const waiting: (() => void)[] = [];
    const slow: Derive = (input) => new Promise((resolve) => waiting.push(() => resolve(input)));
    const passwords = openPasswords(JSON.stringify({ 1: pepper(1) }), slow);
    const [one, two] = [passwords.hash(PASSWORD), passwords.verify(PASSWORD, null)];
    expect(await passwords.hash(PASSWORD)).toEqual({ ok: false, error: "busy" });
    expect(await passwords.verify(PASSWORD, null)).toEqual({ ok: false, error: "busy" });
    for (const release of waiting) release();
    expect((await one).ok && (await two).ok).toBe(true);
    const next = passwords.hash(PASSWORD);
    for (const release of waiting) release();
    expect((await next).ok).toBe(true);
  });

  it("P4 an unknown person takes as much work as a known one", async () => {
    const costs: unknown[] = [];
    const counting: Derive = async (input, _salt, cost) => {
      costs.push(cost);
      return input;
    };
    const passwords = openPasswords(JSON.stringify({ 1: pepper(1) }), counting);
    const stored = await passwords.hash(PASSWORD);
    if (!stored.ok) throw new Error("busy");
    await passwords.verify("wrong", stored.value);
    await passwords.verify("wrong", null);
    await passwords.verify("wrong", "not a hash");
    expect(new Set(costs.map((cost) => JSON.stringify(cost))).size).toBe(1);
    expect(costs).toHaveLength(4);
  });
});

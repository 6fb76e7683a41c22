// What the seal keeps out, met as an attacker and as two callers at once would meet it.
import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { UserId } from "#core/protocol/ids.ts";
import { openStreak } from "../user-streak/open-streak.ts";

let count = 0;
const newUser = (): UserId => {
  count += 1;
  return `usr_01jd5ea100000000000000${String(count).padStart(4, "0")}` as UserId;
};
const checkIn = (n: number, timeZone = "Europe/Berlin") => ({
  client: "client_seal",
  n,
  composedAt: Date.now(),
  timeZone,
});
const streakOf = (user: UserId) => openStreak(env.STREAKS, user);
const stubOf = (user: UserId) => env.STREAKS.getByName(user);

describe("the seal around itty-durable", () => {
  test("S12 a request that somebody forwarded reaches neither fields nor methods", async () => {
    const user = newUser();
    await streakOf(user).checkIn(checkIn(1));
    const forged = { headers: { "do-content": '[{"current":999}]', "do-name": "me" } };
    const paths = [
      "/do/set/document",
      "/do/call/describe",
      "/do/call/destroy",
      "/do/get-prop/document",
      "/do/call/persist",
    ];
    for (const origin of ["https://lockstep.example", "https://itty-durable", "https://sealed.internal"]) {
      for (const path of paths) {
        const url = `${origin}${path}`;
        expect([url, (await stubOf(user).fetch(url, forged)).status]).toEqual([url, 404]);
        expect([url, (await stubOf(user).fetch(url, { method: "POST", body: "[]" })).status]).toEqual([url, 404]);
      }
    }
    const outside = await stubOf(user).fetch("https://lockstep.example/describe", { method: "POST", body: "[]" });
    expect(outside.status).toBe(404);
    const read = await stubOf(user).fetch("https://sealed.internal/describe", { headers: { "do-content": "[]" } });
    expect(read.status).toBe(404);
    expect(await streakOf(user).describe()).toMatchObject({ current: 1 });
  });

  test("S12 only what is on the list is answered", async () => {
    const user = newUser();
    await streakOf(user).checkIn(checkIn(1));
    const unlisted = [
      "destroy",
      "reset",
      "alarm",
      "onAlarm",
      "persist",
      "getPersistable",
      "setAlarm",
      "toJSON",
      "loadFromStorage",
    ];
    for (const method of [...unlisted, "constructor", "__proto__", "hasOwnProperty", "fetch", "document", ""]) {
      const url = `https://sealed.internal/${method}`;
      expect([method, (await stubOf(user).fetch(url, { method: "POST", body: "[]" })).status]).toEqual([method, 404]);
    }
    expect(await streakOf(user).describe()).toMatchObject({ current: 1 });
  });

  test("S12 two calls that wake the object together both count", async () => {
    const user = newUser();
    await streakOf(user).checkIn(checkIn(1));
    for (let round = 0; round < 5; round += 1) {
      await evictDurableObject(stubOf(user));
      const n = 2 + round * 2;
      await Promise.all([streakOf(user).checkIn(checkIn(n)), streakOf(user).checkIn(checkIn(n + 1))]);
    }
    const { on } = (await streakOf(user).describe()).today;
    expect((await streakOf(user).explain(on)).evidence.filter(({ kind }) => kind === "check_in")).toHaveLength(11);
  });

  test("S12 arguments and answers beyond ASCII and beyond any header's size arrive whole", async () => {
    const user = newUser();
    const keptOn = Array.from({ length: 3_000 }, (_, day) =>
      new Date(Date.now() - (day + 2) * 86_400_000).toISOString().slice(0, 10),
    );
    const source = "Gewohnheiten 習慣 🌱";
    expect(await streakOf(user).importHistory({ source, keptOn, restedOn: [] })).toMatchObject({
      ok: true,
      value: { imported: 3_000 },
    });
    const [on = ""] = keptOn;
    expect((await streakOf(user).explain(on)).evidence).toMatchObject([{ kind: "imported", source }]);
  });

  test("S12 a call that breaks inside is an error for the caller, and the next one is answered", async () => {
    const user = newUser();
    await expect(streakOf(user).explain("not a date")).rejects.toThrow("explain broke: RangeError");
    expect(await streakOf(user).describe()).toMatchObject({ current: 0 });
  });
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkPassword,
  describeDevice,
  giveBackTo,
  judgeSpentToken,
  normaliseAddress,
  normaliseEmail,
  REFRESH_RACE_MS,
  takeFrom,
  type Limit,
} from "./auth.ts";

const OWNER = { email: "ada@example.org", name: "Ada Lovelace" };

const check = (password: string) => checkPassword(password, OWNER, (word) => word === "letmein12345");

describe("passwords", () => {
  it.each([
    ["correct horse", true],
    ["ｃｏｒｒｅｃｔ ｈｏｒｓｅ", true],
    ["🪟🌒💡🔑📖🧵🎧🪑🕯🌃", true],
    ["123456789", false],
    ["LetMeIn12345", false],
    ["ada@example.org", false],
    ["!!AdaLovelace1", false],
    ["abababababab", false],
    ["ä".repeat(128), false],
    ["abcä".repeat(52), false],
  ])("%j is accepted: %s", (password, accepted) => {
    expect(check(password).ok).toBe(accepted);
  });

  it("what is accepted is normalised, so that every spelling hashes alike", () => {
    expect(check("cafe\u0301 de la gare")).toEqual(check("caf\u00e9 de la gare"));
  });
});

describe("e-mail addresses", () => {
  it("differ neither by case nor by width nor by space around them", () => {
    expect(normaliseEmail(" ＡＤＡ@Example.org ")).toBe("ada@example.org");
  });
});

const write = (parts: number[]) => parts.map((part) => part.toString(16)).join(":");

describe("addresses", () => {
  it.each([
    ["203.0.113.9", "203.0.113.9"],
    ["::ffff:203.0.113.9", "203.0.113.9"],
    ["::FFFF:cb00:7109", "203.0.113.9"],
    ["0:0:0:0:0:ffff:203.0.113.9", "203.0.113.9"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:0DB8:0001:0002::1", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["::", "0:0:0:0::/64"],
    ["not an address", "not an address"],
    ["1:2:3", "1:2:3"],
    ["1::2::3", "1::2::3"],
  ])("%s counts as %s", (address, expected) => {
    expect(normaliseAddress(address)).toBe(expected);
  });

  it("all spellings of all hosts of one /64 are one", () => {
    const group = fc.integer({ min: 0, max: 0xffff });
    fc.assert(
      fc.property(
        fc.array(group, { minLength: 8, maxLength: 8 }),
        fc.array(group, { minLength: 4, maxLength: 4 }),
        (one, host) => {
          fc.pre(one.slice(0, 5).some((part) => part !== 0));
          const padded = one.map((part) => part.toString(16).padStart(4, "0").toUpperCase()).join(":");
          const other = [...one.slice(0, 4), ...host];
          fc.pre(other.slice(0, 5).some((part) => part !== 0));
          return (
            normaliseAddress(write(one)) === normaliseAddress(padded) &&
            normaliseAddress(write(one)) === normaliseAddress(write(other))
          );
        },
      ),
    );
  });
});

describe("a refresh token that could not be spent", () => {
  const NOW = 1_000_000;
  const token = { usedAt: NOW - REFRESH_RACE_MS, expiresAt: NOW + 1, deadAt: null };
  const fresh = { usedAt: null, expiresAt: NOW + 1, deadAt: null };

  it.each([
    ["spent moments ago is a race", { ...token, usedAt: NOW - REFRESH_RACE_MS + 1 }, fresh, "raced"],
    [
      "spent moments ago is a race even where the winner went on",
      { ...token, usedAt: NOW },
      { ...fresh, usedAt: NOW },
      "raced",
    ],
    ["whose successor nobody used was answered in vain", token, fresh, "answer_lost"],
    ["whose successor was used has two holders", token, { ...fresh, usedAt: NOW }, "reused"],
    ["whose successor was replaced has two holders", token, { ...fresh, deadAt: NOW }, "reused"],
    ["whose successor is unknown has two holders", token, null, "reused"],
    ["replaced as lost and yet presented has two holders", { ...fresh, deadAt: NOW - 1 }, null, "reused"],
    ["out of date proves nothing", { ...token, expiresAt: NOW }, fresh, "expired"],
    ["never used and refused all the same is out of date", fresh, null, "expired"],
  ] as const)("%s", (_rule, spent, successor, verdict) => {
    expect(judgeSpentToken(spent, successor, NOW)).toBe(verdict);
  });
});

describe("limits", () => {
  const limits = fc.record({ burst: fc.integer({ min: 1, max: 50 }), everyMs: fc.integer({ min: 1, max: 60_000 }) });

  it("in any window no more than the burst and what time gives back are allowed", () => {
    fc.assert(
      fc.property(limits, fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 300 }), (limit, gaps) => {
        let [now, fullAt] = [1_000, 0];
        const allowedAt: number[] = [];
        for (const gap of gaps) {
          now += gap;
          const taken = takeFrom(limit, fullAt, now);
          if (!taken.allowed) continue;
          ({ fullAt } = taken);
          allowedAt.push(now);
        }
        return allowedAt.every((from, index) =>
          allowedAt.slice(index).every((to, more) => more + 1 <= limit.burst + (to - from) / limit.everyMs),
        );
      }),
    );
  });

  it("whoever waits as told is let through, and one who does not is told the rest", () => {
    fc.assert(
      fc.property(limits, (limit: Limit) => {
        let fullAt = 0;
        for (let nth = 0; nth < limit.burst; nth++) {
          const taken = takeFrom(limit, fullAt, 0);
          if (!taken.allowed) return false;
          ({ fullAt } = taken);
        }
        const refused = takeFrom(limit, fullAt, 0);
        if (refused.allowed) return false;
        const early = takeFrom(limit, fullAt, refused.retryAfterMs - 1);
        return takeFrom(limit, fullAt, refused.retryAfterMs).allowed && !early.allowed && early.retryAfterMs === 1;
      }),
    );
  });

  it("what is given back can be taken again, and never more than that", () => {
    const limit = { burst: 2, everyMs: 10 };
    expect(giveBackTo(limit, 20, 0)).toBe(10);
    expect(giveBackTo(limit, 5, 0)).toBe(0);
    expect(giveBackTo(limit, 0, 100)).toBe(100);
  });
});

describe("devices", () => {
  it.each([
    ["Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on Linux"],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1",
      "Safari on iPhone",
    ],
    [
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
      "Edge on Windows",
    ],
    ["Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"],
    ["curl/8.5.0", "Unknown device"],
    ["", "Unknown device"],
  ])("%s", (userAgent, device) => {
    expect(describeDevice(userAgent)).toBe(device);
  });
});

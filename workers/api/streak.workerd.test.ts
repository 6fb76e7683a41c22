// The streak over HTTP: every route for every kind of caller, and what malformed requests leave behind.
import { runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { DayExplanation, Streak } from "#core/protocol/streaks.ts";

const ORIGIN = "http://localhost:8787";

const call = async <T = Record<string, unknown>>(
  method: string,
  path: string,
  token: string | null,
  sent?: unknown,
): Promise<{ status: number; body: T }> => {
  const response = await exports.default.fetch(`${ORIGIN}/api/v1${path}`, {
    method,
    headers: {
      origin: ORIGIN,
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(sent === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(sent === undefined ? {} : { body: typeof sent === "string" ? sent : JSON.stringify(sent) }),
  });
  return { status: response.status, body: (await response.json()) as T };
};

const newGuest = async (): Promise<{ token: string; id: string }> => {
  const { status, body } = await call<{ accessToken: string; user: { id: string } }>("POST", "/auth/guest", null, {
    name: "Mara",
  });
  expect(status).toBe(201);
  return { token: body.accessToken, id: body.user.id };
};

const checkIn = (said: object = {}) => ({
  client: "client_http",
  n: 1,
  composedAt: Date.now(),
  timeZone: "Europe/Berlin",
  ...said,
});

describe("the streak over HTTP", () => {
  test("a check-in keeps today, is explained, and is the same the second time", async () => {
    const { token } = await newGuest();
    expect(await call("GET", "/me/streak", token)).toMatchObject({
      status: 200,
      body: { current: 0, timeZoneKnown: false },
    });
    const sent = checkIn();
    const first = await call<{ on: string; streak: Streak }>("POST", "/me/check-ins", token, sent);
    expect(first).toMatchObject({
      status: 200,
      body: { repeated: false, day: { state: "kept", today: true }, streak: { current: 1 } },
    });
    expect(await call("POST", "/me/check-ins", token, sent)).toMatchObject({ status: 200, body: { repeated: true } });
    const { on } = first.body;
    const day = await call<DayExplanation>("GET", `/me/streak/days/${on}`, token);
    expect(day).toMatchObject({ status: 200, body: { on, reason: "checked_in", source: "self_reported", level: 1 } });
    expect(day.body.evidence.map(({ kind }) => kind)).toEqual(["check_in"]);
    expect(await call("GET", `/me/streak/days?from=${on}&to=${on}`, token)).toMatchObject({
      status: 200,
      body: { items: [{ on, state: "kept" }] },
    });
  });

  test("settings are answered as they are and as they will be", async () => {
    const { token } = await newGuest();
    const answer = await call<Streak>("PATCH", "/me/streak", token, {
      timeZone: "Asia/Tokyo",
      dayStart: "04:00",
      restDays: [7, 6],
      reminderAt: "20:30",
    });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        timeZone: "Asia/Tokyo",
        timeZoneKnown: true,
        dayStart: "00:00",
        restDays: [],
        upcoming: { dayStart: "04:00", restDays: [6, 7] },
        reminderAt: "20:30",
      },
    });
  });

  test("Loop's file moves in, marked; a second time changes nothing", async () => {
    const { token } = await newGuest();
    const csv = "Date,Value,Notes\n2026-01-03,YES_MANUAL,\n2026-01-02,YES_AUTO,\n2026-01-01,YES_MANUAL,\n";
    const sent = { format: "loop_csv", csv };
    expect(await call("POST", "/me/streak/imports", token, sent)).toMatchObject({
      status: 200,
      body: { imported: 3, skipped: 0, streak: { longest: 2, startedOn: "2026-01-01" } },
    });
    expect(await call("POST", "/me/streak/imports", token, sent)).toMatchObject({
      status: 200,
      body: { imported: 0, skipped: 3 },
    });
    expect(await call("GET", "/me/streak/days/2026-01-03", token)).toMatchObject({
      body: { source: "imported", final: true },
    });
  });

  const ROUTES: readonly [string, string, unknown][] = [
    ["GET", "/me/streak", undefined],
    ["GET", "/me/streak/days?from=2026-01-01&to=2026-01-02", undefined],
    ["GET", "/me/streak/days/2026-01-01", undefined],
    ["PATCH", "/me/streak", { dayStart: "04:00" }],
    ["POST", "/me/check-ins", checkIn()],
    ["POST", "/me/streak/freezes", { on: "2026-12-24" }],
    ["POST", "/me/streak/imports", { format: "days", source: "x", keptOn: ["2026-01-01"] }],
  ];
  test.each(ROUTES)("%s %s is for signed-in people", async (method, path, sent) => {
    expect(await call(method, path, null, sent)).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
    expect(await call(method, path, "a.b.c", sent)).toMatchObject({ status: 401 });
  });

  test("what is malformed is refused with its code and leaves no trace", async () => {
    const { token, id } = await newGuest();
    const refused: [string, string, unknown, number, string][] = [
      ["POST", "/me/check-ins", checkIn({ n: 0 }), 400, "invalid"],
      ["POST", "/me/check-ins", checkIn({ client: "short" }), 400, "invalid"],
      ["POST", "/me/check-ins", checkIn({ composedAt: 1.5 }), 400, "invalid"],
      ["POST", "/me/check-ins", checkIn({ user: "usr_other" }), 400, "invalid"],
      ["POST", "/me/check-ins", checkIn({ timeZone: "+02:00" }), 400, "invalid"],
      ["POST", "/me/check-ins", checkIn({ timeZone: "Mars/Base" }), 400, "unknown_time_zone"],
      ["POST", "/me/check-ins", checkIn({ composedAt: 0 }), 409, "check_in_too_late"],
      ["POST", "/me/check-ins", "{", 400, "malformed"],
      ["PATCH", "/me/streak", { dayStart: "12:01" }, 400, "invalid"],
      ["PATCH", "/me/streak", { restDays: [1, 2, 3, 4] }, 400, "invalid"],
      ["PATCH", "/me/streak", { timeZone: "Mars/Base" }, 400, "unknown_time_zone"],
      ["PATCH", "/me/streak", { current: 99 }, 400, "invalid"],
      ["POST", "/me/streak/freezes", { on: "2026-02-30" }, 400, "invalid"],
      ["POST", "/me/streak/freezes", { on: "2020-01-01" }, 409, "freeze_not_ahead"],
      ["POST", "/me/streak/imports", { format: "days", source: "x", keptOn: [] }, 400, "invalid"],
      ["POST", "/me/streak/imports", { format: "loop_csv", csv: "no" }, 400, "not_loop_csv"],
      [
        "POST",
        "/me/streak/imports",
        { format: "loop_csv", csv: "Date,Value\n2026-01-01,NO\n" },
        400,
        "nothing_to_import",
      ],
      ["GET", "/me/streak/days?from=2026-01-01", undefined, 400, "invalid"],
      ["GET", "/me/streak/days?from=2026-01-02&to=2026-01-01", undefined, 400, "too_many_days"],
      ["GET", "/me/streak/days?from=2020-01-01&to=2026-01-01", undefined, 400, "too_many_days"],
      ["GET", "/me/streak/days/yesterday", undefined, 400, "invalid"],
    ];
    for (const [method, path, sent, status, code] of refused) {
      const answer = await call(method, path, token, sent);
      expect([method, path, sent, answer.status, answer.body["code"]]).toEqual([method, path, sent, status, code]);
    }
    await runInDurableObject(env.STREAKS.getByName(id), async (_instance, { storage }) => {
      expect(await storage.list()).toEqual(new Map());
    });
  });
});

// Staying signed in: rotation, races, lost answers, and what a stolen refresh token leads to.
import { describe, expect, it } from "vitest";
import { REFRESH_LIFETIME_MS, REFRESH_RACE_MS, SESSION_LIFETIME_MS } from "#core/domain/auth.ts";
import type { SignedIn } from "#core/protocol/auth.ts";
import type { Page } from "#core/protocol/http.ts";
import type { NotificationView } from "#core/protocol/users.ts";
import { livePlaces } from "#db/schema/sessions.ts";
import type { Deps } from "../../deps.ts";
import { openTestApp, OWN_PAGE, PASSWORD, registerPerson, type Client, type TestApp } from "../test-client.ts";

const refresh = (client: Client, headers: Record<string, string> = OWN_PAGE) =>
  client.send<SignedIn & { code?: string }>("POST", "/auth/refresh", undefined, headers);

/** A second holder of the same cookie. */
const copyOf = (app: TestApp, client: Client): Client => Object.assign(app.client(), { cookie: client.cookie });

const start = async (change: Partial<Deps> = {}) => {
  const app = openTestApp(change);
  const ada = app.client();
  const person = await registerPerson(ada);
  ada.token = null;
  return { app, ada, person };
};

describe("refresh", () => {
  it("A1 exchanges the cookie for a new one and a token that works", async () => {
    const { ada, person } = await start();
    const before = ada.cookie;
    const answer = await refresh(ada);
    expect(answer).toMatchObject({ status: 200, body: { user: { id: person.user.id } } });
    expect(ada.cookie).not.toBe(before);
    ada.token = answer.body.accessToken;
    expect((await ada.send("GET", "/me")).status).toBe(200);
  });

  it("A2 the cookie is HttpOnly, SameSite=Strict, and on https Secure with the __Host- prefix", async () => {
    const { app, ada } = await start();
    const local = (await refresh(ada)).headers.get("set-cookie") ?? "";
    expect(local).toMatch(/^lockstep_refresh=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/);
    const secure = await import("./cookie.ts");
    const { Hono } = await import("hono");
    const page = new Hono().get("/", (c) => (secure.writeRefreshCookie(c as never, "value"), c.text("")));
    const set = (await page.request("https://lockstep.example/")).headers.get("set-cookie") ?? "";
    expect(set).toMatch(/^__Host-lockstep_refresh=value; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    expect(app.deps.environment).toBe("test");
  });

  it("A3 of twenty refreshes at once one wins, nineteen are told to retry, and nobody is signed out", async () => {
    const { app, ada } = await start();
    const tabs = Array.from({ length: 20 }, () => copyOf(app, ada));
    const answers = await Promise.all(tabs.map((tab) => refresh(tab)));
    const winners = answers.filter((answer) => answer.status === 200);
    const losers = answers.filter((answer) => answer.status === 409);
    expect([winners.length, losers.length]).toEqual([1, 19]);
    for (const loser of losers) {
      expect(loser.body.code).toBe("refresh_raced");
      expect(loser.headers.get("set-cookie")).toBeNull();
    }
    const winner = tabs[answers.findIndex((answer) => answer.status === 200)];
    expect(winner && (await refresh(winner)).status).toBe(200);
  });

  it("A4 a hundred rounds of five tabs never sign anybody out", async () => {
    const { app, ada } = await start();
    for (let round = 0; round < 100; round++) {
      const tabs = Array.from({ length: 5 }, () => copyOf(app, ada));
      const answers = await Promise.all(tabs.map((tab) => refresh(tab)));
      expect(answers.map((answer) => answer.status).toSorted()).toEqual([200, 409, 409, 409, 409]);
      ada.cookie = tabs[answers.findIndex((answer) => answer.status === 200)]?.cookie ?? null;
      app.clock.nowMs += 1_000;
    }
  });

  it("A5 where the answer was lost the old cookie works again after the grace, and the lost one is dead", async () => {
    const { app, ada } = await start();
    const lost = copyOf(app, ada);
    expect((await refresh(lost)).status).toBe(200);
    expect((await refresh(ada)).body.code).toBe("refresh_raced");
    app.clock.nowMs += REFRESH_RACE_MS;
    expect((await refresh(ada)).status).toBe(200);
    app.clock.nowMs += REFRESH_RACE_MS;
    expect(await refresh(lost)).toMatchObject({ status: 401, body: { code: "session_revoked" } });
  });

  it("A6 a used cookie whose successor was used proves two holders: all sessions of the family end, sockets close, the owner is told", async () => {
    const closed: string[] = [];
    const rooms = {
      getByName: (actor: string) => ({
        revokeSession: async (session: string) => {
          closed.push(`${actor} ${session}`);
        },
      }),
    } as unknown as Deps["rooms"];
    const { app, ada, person } = await start({ rooms });
    const thief = copyOf(app, ada);
    expect((await refresh(ada)).status).toBe(200);
    const signedIn = await refresh(ada);
    ada.token = signedIn.body.accessToken;
    const sessions = await ada.send<{ items: { id: `ses_${string}` }[] }>("GET", "/me/sessions");
    const session = sessions.body.items[0]?.id ?? "ses_";
    await app.deps.db.insert(livePlaces).values({ sessionId: session, actor: "room_x", since: app.clock.nowMs });

    app.clock.nowMs += REFRESH_RACE_MS;
    expect(await refresh(thief)).toMatchObject({ status: 401, body: { code: "session_revoked" } });
    expect(thief.cookie).toBeNull();
    expect(await ada.send("GET", "/me")).toMatchObject({ status: 401, body: { code: "session_revoked" } });
    expect(await refresh(ada)).toMatchObject({ status: 401, body: { code: "session_revoked" } });
    expect(closed).toEqual([`room_x ${session}`]);

    const again = app.client();
    const login = await again.send<SignedIn>("POST", "/auth/login", { email: person.email, password: PASSWORD });
    again.token = login.body.accessToken;
    const told = await again.send<Page<NotificationView>>("GET", "/me/notifications");
    expect(told.body.items).toMatchObject([
      { kind: "session_reuse", data: { device: "Unknown device" }, readAt: null },
    ]);
  });

  it("A7 sessions end: a device unused for thirty days, and any after half a year", async () => {
    const { app, ada } = await start();
    const idle = copyOf(app, ada);
    const startedAt = app.clock.nowMs;
    while (app.clock.nowMs < startedAt + SESSION_LIFETIME_MS - REFRESH_LIFETIME_MS) {
      app.clock.nowMs += REFRESH_LIFETIME_MS - 1;
      expect((await refresh(ada)).status).toBe(200);
    }
    expect((await refresh(idle)).status).toBe(401);
    app.clock.nowMs = startedAt + SESSION_LIFETIME_MS;
    expect((await refresh(ada)).status).toBe(401);
  });

  it("A8 only our own page may refresh or sign out by cookie alone", async () => {
    const { app, ada } = await start();
    const attempts: Record<string, string>[] = [
      {},
      { origin: "https://evil.example" },
      { origin: "null" },
      { origin: "http://localhost:9999" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site", origin: "http://localhost:8787" },
      { "sec-fetch-site": "none" },
    ];
    for (const headers of attempts) {
      expect(await refresh(copyOf(app, ada), headers)).toMatchObject({ status: 403, body: { code: "wrong_origin" } });
      const logout = await copyOf(app, ada).send("POST", "/auth/logout", undefined, headers);
      expect(logout).toMatchObject({ status: 403, body: { code: "wrong_origin" } });
    }
    expect((await refresh(ada)).status).toBe(200);
  });

  it("A9 no cookie, an unknown one and a made-up one are simply not signed in", async () => {
    const { app } = await start();
    for (const cookie of [null, "lockstep_refresh=", "lockstep_refresh=abc", `lockstep_refresh=${"A".repeat(4_000)}`]) {
      const stranger = Object.assign(app.client(), { cookie });
      expect(await refresh(stranger)).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
    }
  });

  it("A10 signing out ends the session, its token and its cookie", async () => {
    const { app, ada, person } = await start();
    ada.token = person.accessToken;
    const thief = copyOf(app, ada);
    expect((await ada.send("POST", "/auth/logout", undefined, OWN_PAGE)).status).toBe(204);
    expect(ada.cookie).toBeNull();
    expect(await ada.send("GET", "/me")).toMatchObject({ status: 401, body: { code: "session_revoked" } });
    expect((await refresh(thief)).status).toBe(401);
  });
});

// Registering, signing in, guests and their upgrade, limits.
import { env } from "cloudflare:workers";
import { describe, expect, inject, it } from "vitest";
import { AUTH_LIMITS } from "#core/domain/auth.ts";
import type { SignedIn } from "#core/protocol/auth.ts";
import type { User } from "#core/protocol/users.ts";
import { openMigratedLibsql } from "#db/queries/both-databases.ts";
import { findUserByEmail, setPasswordHash } from "#db/queries/users.ts";
import { openDeps } from "../../deps.ts";
import { SEED_PASSWORD } from "../../seed/password.ts";
import { enterAsGuest, openTestApp, OWN_PAGE, PASSWORD, registerPerson } from "../test-client.ts";

const mail = (): string => `${crypto.randomUUID()}@example.org`;

describe("register", () => {
  it("A20 makes a person with a session; nothing secret is in the answer", async () => {
    const ada = openTestApp().client();
    const email = mail();
    const body = { name: " Ada ", email: email.toUpperCase(), password: PASSWORD, timeZone: "Asia/Tokyo" };
    const answer = await ada.send<SignedIn>("POST", "/auth/register", body);
    expect(answer.status).toBe(201);
    expect(answer.body.user).toMatchObject({ name: "Ada", email, role: "user", timeZone: "Asia/Tokyo", version: 1 });
    expect(JSON.stringify(answer.body)).not.toMatch(/password|hash|scrypt/i);
    expect(ada.cookie).not.toBeNull();
  });

  it("A21 an address belongs to one account, however it is written, also when two register at once", async () => {
    const app = openTestApp();
    const email = mail();
    const twins = [app.client(), app.client()].map((twin) =>
      twin.send("POST", "/auth/register", { name: "Twin", email, password: PASSWORD }),
    );
    expect((await Promise.all(twins)).map((answer) => answer.status).toSorted()).toEqual([201, 409]);
    const third = await app
      .client()
      .send("POST", "/auth/register", { name: "T", email: ` ${email.toUpperCase()} `, password: PASSWORD });
    expect(third).toMatchObject({ status: 409, body: { code: "email_taken" } });
  });

  it.each([
    ["short one", "too_short"],
    ["password123", "too_common"],
    ["Sunshine2024!!", "too_common"],
    ["aaaaaaaaaaaaaaaa", "too_common"],
    ["x".repeat(200) + "ä".repeat(40), "too_long"],
    ["ada-lovelace@example.org", "too_like_you"],
    ["AdaLovelace1815", "too_like_you"],
  ])("A22 the password %j is refused: %s", async (password, message) => {
    const body = { name: "Ada Lovelace", email: "ada-lovelace@example.org", password };
    const answer = await openTestApp().client().send("POST", "/auth/register", body);
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid", errors: [{ path: "password", message }] } });
  });

  it("A23 the printed password of the seed is refused in production", async () => {
    const app = openTestApp({ environment: "production" });
    const answer = await app
      .client()
      .send("POST", "/auth/register", { name: "Eve", email: mail(), password: SEED_PASSWORD });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ message: "too_common" }] } });
  });

  it("A24 nothing but the named fields is taken over", async () => {
    const app = openTestApp();
    for (const extra of [
      { role: "admin" },
      { id: "usr_00000000000000000000000000" },
      { version: 9 },
      { claimedBy: "x" },
    ]) {
      const body = { name: "Eve", email: mail(), password: PASSWORD, ...extra };
      expect(await app.client().send("POST", "/auth/register", body)).toMatchObject({
        status: 400,
        body: { code: "invalid" },
      });
    }
    const eve = app.client();
    const { user } = await registerPerson(eve);
    for (const extra of [
      { role: "admin" },
      { email: "x@example.org" },
      { id: "x" },
      { preferences: { admin: true } },
    ]) {
      expect((await eve.send("PATCH", "/me", { version: 1, ...extra })).status).toBe(400);
    }
    expect((await eve.send<User>("GET", "/me")).body).toEqual(user);
  });
});

describe("login", () => {
  it("A30 a wrong password and an unknown address are answered alike", async () => {
    const app = openTestApp();
    const { email } = await registerPerson(app.client());
    const wrong = await app.client().send("POST", "/auth/login", { email, password: "not the password" });
    const unknown = await app.client().send("POST", "/auth/login", { email: mail(), password: PASSWORD });
    const { traceId: _one, ...wrongBody } = wrong.body;
    const { traceId: _two, ...unknownBody } = unknown.body;
    expect(wrongBody).toMatchObject({ status: 401, code: "bad_credentials" });
    expect(unknownBody).toEqual(wrongBody);
  });

  it("A31 the same password typed on another keyboard is the same", async () => {
    const app = openTestApp();
    const email = mail();
    await app.client().send("POST", "/auth/register", { name: "Zoë", email, password: "cafe\u0301 de la gare" });
    const answer = await app.client().send("POST", "/auth/login", { email, password: "caf\u00e9 de la gare" });
    expect(answer.status).toBe(200);
  });

  it("A32 a guest has no password to guess", async () => {
    const app = openTestApp();
    await enterAsGuest(app.client());
    for (const email of ["", "null", "undefined"]) {
      expect((await app.client().send("POST", "/auth/login", { email, password: PASSWORD })).status).toBe(401);
    }
  });

  it("A33 a hash with older parameters still opens, and is renewed by that", async () => {
    const app = openTestApp();
    const ada = app.client();
    const { email, user } = await registerPerson(ada);
    const { scryptSync, createHmac, randomBytes } = await import("node:crypto");
    const pepper = Buffer.from((JSON.parse(env.PASSWORD_PEPPERS) as Record<string, string>)["1"] ?? "", "base64url");
    const salt = randomBytes(16);
    const key = scryptSync(createHmac("sha256", pepper).update(PASSWORD).digest(), salt, 32, { N: 1024, r: 8, p: 1 });
    await setPasswordHash(
      app.deps.db,
      user.id,
      `scrypt$N=1024,r=8,p=1$pepper=1$${salt.toString("base64url")}$${key.toString("base64url")}`,
    );
    expect((await ada.send("POST", "/auth/login", { email, password: "wrong password" })).status).toBe(401);
    expect((await findUserByEmail(app.deps.db, email))?.passwordHash).toMatch(/N=1024/);
    expect((await ada.send("POST", "/auth/login", { email, password: PASSWORD })).status).toBe(200);
    expect((await findUserByEmail(app.deps.db, email))?.passwordHash).toMatch(/^scrypt\$N=32768,r=8,p=3\$pepper=1\$/);
    expect((await ada.send("POST", "/auth/login", { email, password: PASSWORD })).status).toBe(200);
  });

  it("A34 a guesser is stopped exactly, from however many addresses; the owner's right password does not count", async () => {
    const app = openTestApp();
    const { email } = await registerPerson(app.client());
    const { burst } = AUTH_LIMITS.login_account;
    for (let right = 0; right < 3; right++) {
      expect((await app.client().send("POST", "/auth/login", { email, password: PASSWORD })).status).toBe(200);
    }
    const guesses = [];
    for (let guess = 0; guess < burst + 3; guess++) {
      guesses.push(
        (await app.client().send("POST", "/auth/login", { email, password: `guess number ${guess}` })).status,
      );
    }
    expect(guesses).toEqual([...Array.from({ length: burst }, () => 401), 429, 429, 429]);
    const refused = await app.client().send("POST", "/auth/login", { email, password: PASSWORD });
    expect(refused).toMatchObject({ status: 429, body: { code: "rate_limited" } });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    const other = await registerPerson(app.client());
    expect((await app.client().send("POST", "/auth/login", { email: other.email, password: PASSWORD })).status).toBe(
      200,
    );
  });

  it("A35 one address is stopped whatever it calls itself, and a /64 is one address", async () => {
    const app = openTestApp();
    const { burst } = AUTH_LIMITS.guest_address;
    const prefix = `2001:db8:${Math.floor(Math.random() * 65_536).toString(16)}:7`;
    const statuses = [];
    for (let nth = 0; nth < burst + 2; nth++) {
      const headers = {
        "cf-connecting-ip": `${prefix}::${nth.toString(16)}`,
        "x-forwarded-for": `203.0.113.${nth}`,
        forwarded: "for=1.2.3.4",
      };
      statuses.push((await app.client().send("POST", "/auth/guest", { name: "G" }, headers)).status);
    }
    expect(statuses.filter((status) => status === 201)).toHaveLength(burst);
    expect(statuses.slice(burst)).toEqual([429, 429]);
  });
});

describe("guests", () => {
  it("A40 a guest who registers keeps id, session and device; every earlier token is void for refreshing", async () => {
    const app = openTestApp();
    const guest = app.client();
    const before = await enterAsGuest(guest, "Gus");
    const oldCookie = guest.cookie;
    const email = mail();
    const answer = await guest.send<SignedIn>("POST", "/auth/register", { name: "Gus", email, password: PASSWORD });
    expect(answer).toMatchObject({
      status: 201,
      body: { user: { id: before.user.id, role: "user", email, version: 2 } },
    });
    guest.token = answer.body.accessToken;
    const sessions = await guest.send<{ items: { current: boolean }[] }>("GET", "/me/sessions");
    expect(sessions.body.items).toMatchObject([{ current: true }]);
    const old = Object.assign(app.client(), { cookie: oldCookie });
    expect((await old.send("POST", "/auth/refresh", undefined, OWN_PAGE)).status).toBe(401);
    expect((await guest.send("POST", "/auth/refresh", undefined, OWN_PAGE)).status).toBe(200);
    expect((await app.client().send("POST", "/auth/login", { email, password: PASSWORD })).status).toBe(200);
  });

  it("A41 a registered person does not register again, and a guest does not take somebody's address", async () => {
    const app = openTestApp();
    const ada = app.client();
    const { email } = await registerPerson(ada);
    const again = await ada.send("POST", "/auth/register", { name: "Ada", email: mail(), password: PASSWORD });
    expect(again).toMatchObject({ status: 409, body: { code: "conflict" } });
    const guest = app.client();
    await enterAsGuest(guest);
    const taken = await guest.send("POST", "/auth/register", { name: "G", email, password: PASSWORD });
    expect(taken).toMatchObject({ status: 409, body: { code: "email_taken" } });
    expect((await guest.send<User>("GET", "/me")).body.role).toBe("guest");
  });

  it("A42 a token that is sent must be right, even where none is needed", async () => {
    const eve = openTestApp().client();
    eve.token = "a.b.c";
    const answer = await eve.send("POST", "/auth/register", { name: "Eve", email: mail(), password: PASSWORD });
    expect(answer).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
  });

  it("A43 a guest is claimed by one account, once or twice, and signed out by it", async () => {
    const app = openTestApp();
    const [guest, ada, eve] = [app.client(), app.client(), app.client()];
    const { accessToken: guestToken } = await enterAsGuest(guest);
    const second = app.client();
    const { accessToken: secondToken } = await enterAsGuest(second);
    await registerPerson(ada);
    await registerPerson(eve);
    expect(await ada.send("POST", "/me/claims", { guestToken })).toMatchObject({ status: 200, body: { receipts: 0 } });
    expect((await guest.send("GET", "/me")).body.code).toBe("session_revoked");
    expect((await eve.send("POST", "/me/claims", { guestToken })).status).toBe(400);
    expect((await guest.send("POST", "/auth/register", { name: "G", email: mail(), password: PASSWORD })).status).toBe(
      401,
    );
    expect((await eve.send("POST", "/me/claims", { guestToken: eve.token })).status).toBe(409);
    expect((await second.send("POST", "/me/claims", { guestToken: secondToken })).status).toBe(403);
  });
});

describe("on libSQL", () => {
  const url = inject("libsqlUrl");
  it.skipIf(url === null)("A50 the configured database serves the same accounts", async () => {
    await openMigratedLibsql(url ?? "");
    const deps = openDeps({ ...env, DATABASE: "libsql", LIBSQL_URL: url ?? "" });
    const app = openTestApp({ db: deps.db });
    const ada = app.client();
    const { email, user } = await registerPerson(ada);
    expect((await ada.send<User>("GET", "/me")).body).toEqual(user);
    expect((await app.client().send("POST", "/auth/login", { email, password: PASSWORD })).status).toBe(200);
    expect((await ada.send("POST", "/auth/refresh", undefined, OWN_PAGE)).status).toBe(200);
    expect((await openTestApp().client().send("POST", "/auth/login", { email, password: PASSWORD })).status).toBe(401);
  });

  it("A51 a database nobody knows is a mistake said at once", () => {
    expect(() => openDeps({ ...env, DATABASE: "postgres" })).toThrow(/only d1 and libsql/);
  });
});

// Requests as strangers send them: bodies, origins, methods, repeated creations; and what every answer carries.
import { describe, expect, it } from "vitest";
import type { User } from "#core/protocol/users.ts";
import { openTestApp, ORIGIN, PASSWORD, registerPerson } from "./test-client.ts";

const app = openTestApp();

const JSON_TYPE = "application/json";
const deep = (levels: number): string => `{"name":${"[".repeat(levels)}${"]".repeat(levels)}}`;

describe("bodies", () => {
  it.each([
    ["no JSON", "{name:1}", JSON_TYPE, 400, "malformed"],
    ["nothing", "", JSON_TYPE, 400, "malformed"],
    ["a list", "[]", JSON_TYPE, 400, "invalid"],
    ["null", "null", JSON_TYPE, 400, "invalid"],
    ["a wrong type", '{"name":7}', JSON_TYPE, 400, "invalid"],
    ["an unknown field", '{"name":"A","x":1}', JSON_TYPE, 400, "invalid"],
    ["NaN", '{"name":NaN}', JSON_TYPE, 400, "malformed"],
    ["a field twice", '{"name":"A","name":"B"}', JSON_TYPE, 400, "malformed"],
    ["a way to the prototype", '{"name":"A","__proto__":{"role":"admin"}}', JSON_TYPE, 400, "malformed"],
    ["half a character", '{"name":"\\ud800"}', JSON_TYPE, 400, "malformed"],
    ["too great a depth", deep(9), JSON_TYPE, 400, "malformed"],
    ["a bomb of depth", deep(30_000), JSON_TYPE, 400, "malformed"],
    ["too many bytes", `{"name":"${"a".repeat(70_000)}"}`, JSON_TYPE, 413, "too_large"],
    ["a form", "name=A", "application/x-www-form-urlencoded", 415, "unsupported_media_type"],
    ["JSON that calls itself text", '{"name":"A"}', "text/plain", 415, "unsupported_media_type"],
    ["another character set", '{"name":"A"}', "application/json; charset=utf-16", 415, "unsupported_media_type"],
    ["a name with a line break", '{"name":"A\\nB"}', JSON_TYPE, 400, "invalid"],
    ["a name that turns the text around", '{"name":"A\\u202eB"}', JSON_TYPE, 400, "invalid"],
    ["a time zone that is none", '{"name":"A","timeZone":"Mars/Olympus"}', JSON_TYPE, 400, "invalid"],
  ])("B1 %s is refused with a stable code", async (_what, body, type, status, code) => {
    const answer = await app.client().send("POST", "/auth/guest", body, { "content-type": type });
    expect(answer).toMatchObject({ status, body: { status, code } });
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(JSON.stringify(answer.body)).not.toMatch(/\bat \/|\.ts:|Error:/);
  });

  it("B2 bytes that are no UTF-8, and a compressed body, are refused", async () => {
    const { createApp } = await import("./index.ts");
    const { env } = await import("cloudflare:workers");
    const send = async (body: Uint8Array, headers: Record<string, string>) => {
      const request = new Request(`${ORIGIN}/api/v1/auth/guest`, {
        method: "POST",
        body,
        headers: { "content-type": "application/json", ...headers },
      });
      return (await createApp(() => app.deps).fetch(request, env)).status;
    };
    expect(await send(new Uint8Array([123, 34, 0xff, 34, 125]), {})).toBe(400);
    expect(await send(new TextEncoder().encode("{}"), { "content-encoding": "gzip" })).toBe(415);
    expect(await send(new TextEncoder().encode('{"name":"A"}'), { "content-encoding": "identity" })).toBe(201);
  });

  it("B3 what is wrong is said by place", async () => {
    const answer = await app.client().send("POST", "/auth/register", { email: "x", password: "", name: "" });
    expect(new Set(answer.body.errors?.map((error) => error.path))).toEqual(new Set(["email", "name", "password"]));
  });
});

describe("origins", () => {
  it.each([
    "https://evil.example",
    "null",
    "http://localhost:8788",
    "http://localhost.evil.example:8787",
    "https://localhost:8787",
  ])("B10 a page of %s gets nothing", async (origin) => {
    for (const [method, path] of [
      ["GET", "/me"],
      ["POST", "/auth/guest"],
      ["OPTIONS", "/me"],
      ["GET", "/clock"],
    ] as const) {
      const answer = await app.client().send(method, path, method === "POST" ? { name: "A" } : undefined, { origin });
      expect(answer).toMatchObject({ status: 403, body: { code: "wrong_origin" } });
      expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    }
  });

  it("B11 our own pages and no page at all are served; in production another name of this machine is another origin", async () => {
    for (const headers of [{}, { origin: ORIGIN }, { origin: "http://127.0.0.1:8787" }]) {
      expect((await app.client().send("GET", "/clock", undefined, headers)).status).toBe(200);
    }
    const production = openTestApp({ environment: "production" }).client();
    expect((await production.send("GET", "/clock", undefined, { origin: "http://127.0.0.1:8787" })).status).toBe(403);
  });

  it("B12 an origin on the list may ask with a token, and never with cookies", async () => {
    const friendly = openTestApp({ origins: new Set([ORIGIN, "https://friend.example"]) }).client();
    const headers = { origin: "https://friend.example", "access-control-request-method": "PATCH" };
    const preflight = await friendly.send("OPTIONS", "/me", undefined, headers);
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-origin")).toBe("https://friend.example");
    expect(preflight.headers.get("access-control-allow-credentials")).toBeNull();
    const answer = await friendly.send("GET", "/clock", undefined, { origin: "https://friend.example" });
    expect(answer.headers.get("access-control-allow-origin")).toBe("https://friend.example");
    expect(answer.headers.get("vary")).toContain("Origin");
  });
});

describe("answers", () => {
  it("B20 carry the headers that keep a browser safe, and are not stored", async () => {
    for (const path of ["/clock", "/me", "/nothing"]) {
      const { headers } = await app.client().send("GET", path);
      expect(headers.get("content-security-policy")).toBe("default-src 'none'; frame-ancestors 'none'");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("strict-transport-security")).toContain("max-age=");
    }
  });

  it("B21 what is not there is JSON under /api, a page for a person's navigation, and nothing for a missing file", async () => {
    const visitor = app.client();
    const html = { accept: "text/html,application/xhtml+xml" };
    for (const path of [
      "!/api",
      "!/api/nope",
      "!/api/v1/nope",
      "!/api/v2/me",
      "!/assets/gone.js",
      "!/favicon.png",
      "!/.env",
    ]) {
      expect(await visitor.send("GET", path, undefined, html)).toMatchObject({
        status: 404,
        body: { code: "not_found" },
      });
    }
    expect((await visitor.send("GET", "!/rooms", undefined, { accept: "*/*" })).status).toBe(404);
    expect((await visitor.send("POST", "!/rooms", {}, html)).status).toBe(404);
    expect((await visitor.send("DELETE", "/nowhere")).status).toBe(404);
  });

  it("B22 a trace that is given is kept, a false one replaced", async () => {
    const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    const given = await app
      .client()
      .send("GET", "/nope", undefined, { traceparent: `00-${trace}-00f067aa0ba902b7-01` });
    expect(given.body.traceId).toBe(trace);
    for (const traceparent of ["00-zz", `00-${"0".repeat(32)}-00f067aa0ba902b7-01`, `00-${trace}`]) {
      const { traceId } = (await app.client().send("GET", "/nope", undefined, { traceparent })).body;
      expect(traceId).toMatch(/^[0-9a-f]{32}$/);
      expect(traceId).not.toBe(trace);
    }
  });

  it("B23 a failure inside says that it was one, and nothing of what it was", async () => {
    const broken = openTestApp({
      db: new Proxy({} as never, {
        get: () => () => {
          throw new Error("secret table users");
        },
      }),
    });
    const { accessToken } = await broken.deps.tokens.issue(
      {
        user: "usr_01m7x4gj5sfvqvhb2v7e49hjja",
        session: "ses_01m7x4gj5yfvqvhb308yr003ws",
        role: "user",
        amr: "pwd",
        authAt: 0,
      },
      broken.clock.nowMs,
    );
    const answer = await broken.client().send("GET", "/me", undefined, { authorization: `Bearer ${accessToken}` });
    expect(answer).toMatchObject({ status: 500, body: { code: "internal" } });
    expect(JSON.stringify(answer.body)).not.toContain("secret");
    const health = await broken.client().send<{ status: string; checks: object }>("GET", "!/health");
    expect(health).toMatchObject({
      status: 503,
      body: { status: "degraded", checks: { database: "failing", media: "ok" } },
    });
  });

  it("B24 metrics are for whoever has the token", async () => {
    const scraper = app.client();
    expect((await scraper.send("GET", "!/metrics")).status).toBe(401);
    expect((await scraper.send("GET", "!/metrics", undefined, { authorization: "Bearer wrong" })).status).toBe(401);
    const authorization = `Bearer ${app.deps.metricsToken}`;
    const answer = await scraper.send<string>("GET", "!/metrics", undefined, { authorization });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatch(
      /^lockstep_requests_total\{scope="isolate",route="[^"]+",method="GET",status="401"\} \d+$/m,
    );
    expect(answer.body).toMatch(/^lockstep_dead_letters\{scope="all"\} \d+$/m);
  });

  it("B25 every address says which methods it answers when it is asked by another one", async () => {
    const { createApp } = await import("./index.ts");
    const routes = createApp(() => app.deps).routes.filter(({ method }) => method !== "ALL");
    const paths = new Set(routes.map(({ path }) => path));
    expect(paths.size).toBeGreaterThan(60);
    const ada = app.client();
    await registerPerson(ada);
    for (const path of paths) {
      const address = path.replaceAll(/:\w+/g, "1");
      // Another route may share the address of an example: `/media/usage` is one of `/media/:id`.
      const sharing = routes.filter((route) =>
        new RegExp(`^${route.path.replaceAll(/:\w+/g, "[^/]+")}$`).test(address),
      );
      const answered = new Set(sharing.map(({ method }) => method));
      const allowed = [...answered, ...(answered.has("GET") ? ["HEAD"] : [])].toSorted().join(", ");
      const others = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].filter((method) => !answered.has(method));
      for (const method of others) {
        const asked = { method, address, answer: await ada.send(method, `!${address}`) };
        expect(asked).toMatchObject({ answer: { status: 405, body: { status: 405, code: "method_not_allowed" } } });
        expect({ address, allow: asked.answer.headers.get("allow") }).toEqual({ address, allow: allowed });
        expect(asked.answer.headers.get("content-type")).toBe("application/problem+json");
      }
    }
    for (const method of ["GET", "POST", "DELETE"]) {
      expect((await ada.send(method, "/nowhere")).status).toBe(404);
    }
  });
});

const create = (client: ReturnType<typeof app.client>, key: string, title = "Once") =>
  client.send<{ room: { id: string }; code?: string }>(
    "POST",
    "/rooms",
    { title, visibility: "private" },
    { "idempotency-key": key },
  );

describe("repeated creations", () => {
  it("B30 the same key and body give the same answer, and one room", async () => {
    const ada = app.client();
    await registerPerson(ada);
    const first = await create(ada, "key-00000001");
    const again = await create(ada, "key-00000001");
    expect(first.status).toBe(201);
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(again.headers.get("idempotent-replay")).toBe("true");
    expect((await create(ada, "key-00000002")).body.room.id).not.toBe(first.body.room.id);
  });

  it("B31 the same key with another body is refused, for another person it is another key", async () => {
    const [ada, bob] = [app.client(), app.client()];
    await registerPerson(ada);
    await registerPerson(bob);
    const first = await create(ada, "key-00000003");
    expect(await create(ada, "key-00000003", "Other")).toMatchObject({
      status: 422,
      body: { code: "idempotency_mismatch" },
    });
    const his = await create(bob, "key-00000003", "Other");
    expect(his.status).toBe(201);
    expect(his.body.room.id).not.toBe(first.body.room.id);
  });

  it("B32 five at once make one room", async () => {
    const ada = app.client();
    await registerPerson(ada);
    const answers = await Promise.all(Array.from({ length: 5 }, () => create(ada, "key-00000004")));
    const made = new Set(answers.filter((answer) => answer.status === 201).map((answer) => answer.body.room.id));
    expect(made.size).toBe(1);
    expect(answers.every((answer) => answer.status === 201 || answer.status === 409)).toBe(true);
    expect(await create(ada, "key-00000004")).toMatchObject({ status: 201, body: { room: { id: [...made][0] } } });
  });

  it("B33 a key that is none is refused", async () => {
    const ada = app.client();
    await registerPerson(ada);
    for (const key of ["short", "x".repeat(129), "with space here"]) {
      expect(await create(ada, key)).toMatchObject({ status: 400, body: { code: "invalid" } });
    }
  });
});

describe("profile", () => {
  it("B40 of two devices the second to write learns the version there is, and nothing is lost", async () => {
    const ada = app.client();
    const { email } = await registerPerson(ada);
    const phone = app.client();
    phone.token = (
      await phone.send<{ accessToken: string }>("POST", "/auth/login", { email, password: PASSWORD })
    ).body.accessToken;
    const first = await ada.send<User>("PATCH", "/me", { version: 1, preferences: { theme: "dark" } });
    expect(first.body).toMatchObject({ version: 2, preferences: { theme: "dark", language: "system", sound: false } });
    const stale = await phone.send("PATCH", "/me", { version: 1, name: "Phone" });
    expect(stale).toMatchObject({ status: 409, body: { code: "stale_version", version: 2 } });
    const second = await phone.send<User>("PATCH", "/me", {
      version: 2,
      name: "Ada L.",
      timeZone: "Asia/Kolkata",
      preferences: { sound: true },
    });
    expect(second.body).toMatchObject({
      version: 3,
      name: "Ada L.",
      timeZone: "Asia/Kolkata",
      preferences: { theme: "dark", sound: true },
    });
  });

  it("B41 a device is listed, signed out by another, and then knows nothing any more", async () => {
    const ada = app.client();
    const { email } = await registerPerson(ada);
    const phone = app.client();
    const agent = {
      "user-agent": "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
    };
    phone.token = (
      await phone.send<{ accessToken: string }>("POST", "/auth/login", { email, password: PASSWORD }, agent)
    ).body.accessToken;
    const { items } = (
      await ada.send<{ items: { id: string; device: string; current: boolean }[] }>("GET", "/me/sessions")
    ).body;
    const other = items.find((session) => !session.current);
    expect(items).toHaveLength(2);
    expect(other?.device).toBe("Chrome on Android");
    const stranger = app.client();
    await registerPerson(stranger);
    expect((await stranger.send("DELETE", `/me/sessions/${other?.id}`)).status).toBe(404);
    expect((await ada.send("DELETE", `/me/sessions/${other?.id}`)).status).toBe(204);
    expect((await phone.send("GET", "/me")).body.code).toBe("session_revoked");
    expect((await ada.send("GET", "/me")).status).toBe(200);
  });
});

// Signed addresses: who may use which, for what, how long; ranges, validators and the headers that keep a file a file.
import { beforeAll, describe, expect, it } from "vitest";
import type { MediaId, UserId } from "#core/protocol/ids.ts";
import type { MediaPlace, SignedUrl } from "#core/protocol/media.ts";
import { MEDIA_URL_STEP_MS } from "#core/protocol/media-limits.ts";
import { grantMedia } from "#db/queries/media-access.ts";
import { openMediaLinks } from "./links.ts";
import { registerPerson } from "../api/test-client.ts";
import { makePng, makeWave, openMediaApp } from "./media.fixture.ts";

const app = openMediaApp();
const [ada, bob, eve] = [app.client(), app.client(), app.client()];
const users = new Map<string, UserId>();
let id: MediaId;
let url: SignedUrl;
let bytes: Uint8Array;

const signed = async (by = ada, of = id, variant = "original"): Promise<SignedUrl> => {
  const found = await app.urlOf(by, of, variant);
  if (found === undefined) throw new Error("no address");
  return found;
};
const get = (headers: Record<string, string> = {}, method = "GET", at = url.url) => app.ask(at, { method, headers });

beforeAll(async () => {
  for (const [name, client] of Object.entries({ ada, bob, eve }))
    users.set(name, (await registerPerson(client, name)).user.id);
  const media = await app.upload(ada, makeWave(), { name: "Ton „eins“ 100%.wav" });
  id = media.id;
  url = await signed();
  bytes = new Uint8Array(await (await get()).arrayBuffer());
});

describe("signed addresses", () => {
  it("M20 an address serves what it was made for, to whoever shows it, in a sandbox and for good", async () => {
    const answer = await get();
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "audio/wav",
      "content-length": String(url.bytes),
      "content-security-policy": expect.stringMatching(/default-src 'none'.*sandbox/),
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
      "cache-control": "private, max-age=31536000, immutable",
      "content-disposition": `inline; filename="Ton _eins_ 100_.wav"; filename*=UTF-8''Ton%20%E2%80%9Eeins%E2%80%9C%20100%25.wav`,
    });
    expect((await get({}, "GET", `${url.url}&download=1`)).headers.get("content-disposition")).toMatch(/^attachment/);
  });

  it("M21 an address edited in any field is refused, and so is another method", async () => {
    const edits = ["user", "bytes", "type", "digest", "expiresAt", "signature"].map((field) => {
      const edited = new URL(url.url, "http://x");
      const value = edited.searchParams.get(field) ?? "";
      const last = value.at(-1) === "1" ? "2" : "1";
      edited.searchParams.set(field, field === "type" ? "text/html" : value.slice(0, -1) + last);
      return edited.pathname + edited.search;
    });
    const missing = new URL(url.url, "http://x");
    missing.searchParams.delete("signature");
    const other = await app.upload(ada, await makePng(700, 20));
    edits.push(url.url.replace(id, other.id), (await signed(ada, other.id)).url.replace("/original", "/thumb"));
    const statuses = await Promise.all(edits.map(async (edited) => (await get({}, "GET", edited)).status));
    expect(statuses).toEqual(edits.map(() => 403));
    expect((await get({}, "GET", missing.pathname + missing.search)).status).toBe(400);
    expect((await get({}, "POST")).status).toBe(405);
    const links = openMediaLinks("A".repeat(43));
    const { pathname, searchParams } = new URL(url.url, "http://x");
    const [, , of = "", variant = ""] = pathname.split("/");
    const query = Object.fromEntries(searchParams);
    expect(await app.deps.mediaLinks.verify("PUT", of, variant, query, app.clock.nowMs)).toMatchObject({ ok: false });
    expect(await links.verify("GET", of, variant, query, app.clock.nowMs)).toMatchObject({ ok: false });
  });

  it("M22 an address runs out, and within a quarter of an hour it is the same one, so that caches hit", async () => {
    expect((await signed()).url).toBe(url.url);
    const { nowMs } = app.clock;
    app.clock.nowMs = url.expiresAt - 1;
    expect((await get()).status).toBe(200);
    app.clock.nowMs = url.expiresAt;
    const late = await get();
    expect([late.status, ((await late.json()) as { code: string }).code]).toEqual([403, "link_expired"]);
    app.clock.nowMs = nowMs;
    expect(url.expiresAt - nowMs).toBeGreaterThan(MEDIA_URL_STEP_MS);
  });

  it("M23 nobody else gets an address, and one that was made for another opens nothing for who says who they are", async () => {
    expect(await app.urlOf(eve, id)).toBeUndefined();
    expect((await get({ authorization: `Bearer ${eve.token}` })).status).toBe(403);
    expect((await get({ authorization: `Bearer ${ada.token}` })).status).toBe(200);
  });

  it("M24 members of a place see what its owner put there; who has left sees nothing more, not by an old address either", async () => {
    const made = await ada.send<{ conversation: { id: MediaPlace } }>("POST", "/conversations", {
      kind: "group",
      memberIds: [users.get("bob")],
      title: "T",
      encryption: "none",
    });
    const place = made.body.conversation.id;
    expect(await app.urlOf(bob, id)).toBeUndefined();
    const { db } = app.deps;
    const [owner, thief] = [users.get("ada"), users.get("bob")];
    if (owner === undefined || thief === undefined) throw new Error("nobody");
    await grantMedia(db, thief, [id], place, "message:1", 1);
    expect(await app.urlOf(bob, id)).toBeUndefined();
    await grantMedia(db, owner, [id], place, "message:2", 1);
    const shared = await signed(bob);
    expect((await get({}, "GET", shared.url)).status).toBe(200);
    expect(await app.urlOf(eve, id)).toBeUndefined();
    await bob.send("DELETE", `/conversations/${place}/members/${thief}`);
    await expect.poll(() => app.urlOf(bob, id), { timeout: 20_000 }).toBeUndefined();
    expect((await get({}, "GET", shared.url)).status).toBe(403);
  });
});

describe("parts of a file", () => {
  it.each([
    ["bytes=0-9", 0, 10],
    ["bytes=100-", 100, null],
    ["bytes=-7", -7, null],
    ["bytes=10-99999999", 10, null],
  ])("M25 %s gives exactly that", async (range, from, to) => {
    const answer = await get({ range });
    const expected = to === null ? bytes.slice(from) : bytes.slice(from, to);
    expect(answer.status).toBe(206);
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(expected);
    const first = from < 0 ? bytes.length + from : from;
    expect(answer.headers.get("content-range")).toBe(`bytes ${first}-${first + expected.length - 1}/${bytes.length}`);
    expect(answer.headers.get("content-length")).toBe(String(expected.length));
  });

  it("M26 a range beyond the end is 416; several, and what is no range, are answered with the whole", async () => {
    const beyond = await get({ range: `bytes=${bytes.length}-` });
    expect([beyond.status, beyond.headers.get("content-range")]).toEqual([416, `bytes */${bytes.length}`]);
    for (const range of ["bytes=0-1,5-6", "lines=1-2", "bytes=9-3", "bytes=-"]) {
      const answer = await get({ range });
      expect([answer.status, (await answer.arrayBuffer()).byteLength]).toEqual([200, bytes.length]);
    }
  });

  it("M27 what the caller has is not sent again; HEAD says the same without the bytes", async () => {
    const etag = (await get()).headers.get("etag") ?? "";
    for (const tag of [etag, `W/${etag}`, `"x", ${etag}`, "*"]) {
      const answer = await get({ "if-none-match": tag });
      expect([answer.status, await answer.text()]).toEqual([304, ""]);
    }
    expect((await get({ "if-none-match": '"x"' })).status).toBe(200);
    expect((await get({ range: "bytes=0-1", "if-range": etag })).status).toBe(206);
    expect((await get({ range: "bytes=0-1", "if-range": '"x"' })).status).toBe(200);
    const head = await get({}, "HEAD");
    expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([
      200,
      String(bytes.length),
      "",
    ]);
  });
});

it("M28 with another origin for files addresses lead there, and its files may be shown by our pages", async () => {
  const elsewhere = openMediaApp({ mediaOrigin: "https://media.example.org" });
  const owner = elsewhere.client();
  await registerPerson(owner, "Ada");
  const made = await elsewhere.upload(owner, await makePng(10, 10));
  const found = await elsewhere.urlOf(owner, made.id);
  expect(found?.url).toMatch(/^https:\/\/media\.example\.org\/files\/media_/);
  const { pathname, search } = new URL(found?.url ?? "");
  const answer = await elsewhere.ask(pathname + search);
  expect([answer.status, answer.headers.get("cross-origin-resource-policy")]).toEqual([200, "cross-origin"]);
});

it("M29 a film has the poster its owner sends, drawn anew; anything else has none", async () => {
  const film = await app.upload(ada, makeWave());
  expect((await app.put(ada, `/media/${film.id}/poster`, await makePng(10, 10))).status).toBe(409);
});

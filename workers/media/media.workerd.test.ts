// Uploads, checks, deletion and quotas through the real application, bucket, image service and queue consumer.
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { MAX_IMAGE_BYTES, MAX_MEDIA_BYTES, PART_BYTES } from "#core/protocol/media-limits.ts";
import { enterAsGuest, registerPerson, type Client } from "../api/test-client.ts";
import { keysOf, makeNoise, makePng, makeVoice, makeWave, openMediaApp } from "./media.fixture.ts";
import { findMedia } from "#db/queries/media.ts";
import { sweepMedia } from "./sweep.ts";
import { readSmallPng } from "./png-pixels.ts";

const app = openMediaApp();
const ada = app.client();
const bob = app.client();
const HOUR_MS = 60 * 60_000;

/** What the bucket holds of a file, as text in which a name would be found. */
const stored = async (key: string): Promise<string> => {
  const object = await env.MEDIA.get(key);
  return new TextDecoder("latin1").decode(await object?.arrayBuffer());
};

beforeAll(async () => {
  await registerPerson(ada, "Ada");
  await registerPerson(bob, "Bob");
});

describe("small files", () => {
  it("M1 a picture is checked, cleaned, made small, and given a placeholder", async () => {
    const png = await makePng(1800, 900);
    const { status, body } = await app.announce(ada, png, { name: "Förde & Söhne.png" });
    expect([status, body.media.status, body.upload]).toMatchObject([201, "uploading", { partBytes: null, parts: 1 }]);
    const { id } = body.media;
    expect((await app.put(ada, `/media/${id}/content`, png)).status).toBe(202);
    expect(await app.look(ada, id)).toMatchObject({ status: "checking", attachment: null });
    expect(await app.urlOf(ada, id)).toBeUndefined();
    expect(await app.deliver()).toEqual({ acked: 1, retried: 0 });
    const ready = await app.look(ada, id);
    expect(ready).toMatchObject({
      status: "ready",
      kind: "image",
      type: "image/png",
      width: 1800,
      height: 900,
      frames: 1,
      variants: ["original", "preview", "thumb"],
      expiresAt: null,
      attachment: { id, kind: "image", name: "Förde & Söhne.png", width: 1800, height: 900 },
    });
    expect(ready.placeholder).toMatch(/^[A-Za-z0-9+/=]{16,60}$/);
    expect(await stored(`media/${id}/original`)).not.toContain("MakeCo");
    const thumb = await env.IMAGES.info((await env.MEDIA.get(`media/${id}/thumb`))?.body ?? new ReadableStream());
    expect(thumb).toMatchObject({ format: "image/webp", width: 480, height: 240 });
    expect((await keysOf(id)).toSorted()).toEqual(["original", "preview", "thumb"].map((one) => `media/${id}/${one}`));
  });

  it("M2 a picture that lies on its side shows upright, in what is said of it and in what is made of it", async () => {
    const media = await app.upload(ada, await makePng(600, 300, { orientation: 6 }));
    expect(media).toMatchObject({ status: "ready", width: 300, height: 600 });
    const thumb = await env.IMAGES.info((await env.MEDIA.get(`media/${media.id}/thumb`))?.body ?? new ReadableStream());
    expect(thumb).toMatchObject({ width: 240, height: 480 });
  });

  it.each([
    [1, "red yellow blue cyan"],
    [2, "yellow red cyan blue"],
    [3, "cyan blue yellow red"],
    [4, "blue cyan red yellow"],
    [5, "red blue yellow cyan"],
    [6, "blue red cyan yellow"],
    [7, "cyan yellow blue red"],
    [8, "yellow cyan red blue"],
  ])("M2 its thumbnail is turned and mirrored as its mark %i says", async (orientation, corners) => {
    const { id } = await app.upload(ada, await makePng(60, 30, { orientation }));
    const thumb = (await env.MEDIA.get(`media/${id}/thumb`))?.body ?? new ReadableStream();
    const png = await env.IMAGES.input(thumb).transform({ width: 24 }).output({ format: "image/png" });
    const pixels = await readSmallPng(new Uint8Array(await png.response().arrayBuffer()));
    if (pixels === null) throw new Error("no pixels");
    const { width, height, rgba } = pixels;
    const colourAt = (x: number, y: number) => {
      const at = 4 * (Math.floor(y * height) * width + Math.floor(x * width));
      const isGreen = (rgba[at + 1] ?? 0) > 127;
      return (rgba[at] ?? 0) > 127 ? (isGreen ? "yellow" : "red") : isGreen ? "cyan" : "blue";
    };
    const seen = [colourAt(0.1, 0.1), colourAt(0.9, 0.1), colourAt(0.1, 0.9), colourAt(0.9, 0.9)];
    expect(seen.join(" ")).toBe(corners);
  });

  it("M3 sound says how long it is; what only a player knows is taken from its owner, within bounds", async () => {
    const media = await app.upload(ada, makeWave(), { durationMs: 5, waveform: [0, 128, 255] });
    expect(media).toMatchObject({ kind: "audio", type: "audio/wav", durationMs: 1000, waveform: [0, 128, 255] });
    expect(await stored(`media/${media.id}/original`)).not.toContain("Ada");
    const voice = await app.upload(ada, makeVoice(), { durationMs: 1_200, waveform: [9, 7] });
    expect(voice).toMatchObject({ kind: "audio", width: null, durationMs: 1_200, waveform: [9, 7] });
    const tooMuch = await app.announce(ada, makeWave(), { waveform: Array.from({ length: 129 }, () => 1) });
    expect(tooMuch.status).toBe(400);
  });

  it("M4 sealed files are opaque: no type, no picture, only for download", async () => {
    const media = await app.upload(ada, await makePng(20, 10), { sealed: true, name: "sealed" });
    expect(media).toMatchObject({
      kind: "sealed",
      type: "application/octet-stream",
      variants: ["original"],
      width: null,
    });
    const url = await app.urlOf(ada, media.id);
    const answer = await app.ask(url?.url ?? "");
    expect(answer.headers.get("content-disposition")).toMatch(/^attachment/);
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(await makePng(20, 10));
  });

  it.each([
    ["no known type", async () => makeNoise(3_000), "type_not_allowed"],
    ["SVG", async () => new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>'), "type_not_allowed"],
    ["a page", async () => new TextEncoder().encode("<!doctype html><script>alert(1)</script>"), "type_not_allowed"],
    ["half a picture", async () => (await makePng(60, 60)).slice(0, 120), "damaged"],
    ["a bomb", () => makePng(1, 1, { announced: { width: 30_000, height: 30_000 } }), "too_many_pixels"],
  ])("M5 %s is refused, and nothing of it is kept", async (_name, make, reason) => {
    const media = await app.upload(ada, await make(), { name: "x.png" });
    expect(media).toMatchObject({ status: "refused", reason, attachment: null, variants: [] });
    expect(await keysOf(media.id)).toEqual([]);
    expect(await app.urlOf(ada, media.id)).toBeUndefined();
  });

  it("M5 what is larger than its kind may be is refused, and nothing of it is kept; more than anything may be is not begun", async () => {
    const large = new Uint8Array(MAX_IMAGE_BYTES + 1);
    large.set(await makePng(20, 20));
    const { body } = await app.announce(ada, large);
    const { id } = body.media;
    for (let part = 1; part <= body.upload.parts; part++) {
      const bytes = large.slice((part - 1) * PART_BYTES, part * PART_BYTES);
      expect((await app.put(ada, `/media/${id}/parts/${part}`, bytes)).status).toBe(204);
    }
    await ada.send("POST", `/media/${id}/complete`);
    await app.deliver();
    expect(await app.look(ada, id)).toMatchObject({ status: "refused", reason: "too_large" });
    expect(await keysOf(id)).toEqual([]);
    expect((await app.announce(ada, large, { bytes: MAX_MEDIA_BYTES + 1 })).status).toBe(400);
  });

  it("M6 other bytes than were announced are refused at once: fewer, more, different", async () => {
    const png = await makePng(30, 30);
    const { id } = (await app.announce(ada, png)).body.media;
    const other = png.slice();
    other[50] = 1;
    const codes = [];
    for (const bytes of [png.slice(1), new Uint8Array([...png, 0]), other]) {
      const answer = await app.put(ada, `/media/${id}/content`, bytes);
      codes.push([answer.status, ((await answer.json()) as { code: string }).code]);
    }
    expect(codes).toEqual([
      [422, "size_mismatch"],
      [422, "size_mismatch"],
      [422, "digest_mismatch"],
    ]);
    expect(await keysOf(id)).toEqual([]);
    expect((await app.put(ada, `/media/${id}/content`, png)).status).toBe(202);
    expect(await app.deliver()).toEqual({ acked: 1, retried: 0 });
  });

  it("M7 a picture the image service cannot read is refused after it was asked several times", async () => {
    const broken = await makePng(1, 1, { announced: { width: 400, height: 400 } });
    const { id } = (await app.announce(ada, broken)).body.media;
    await app.put(ada, `/media/${id}/content`, broken);
    const [job] = app.jobs;
    expect(await app.deliver(1)).toEqual({ acked: 0, retried: 1 });
    expect(await app.look(ada, id)).toMatchObject({ status: "checking" });
    expect(await app.deliver(3, job === undefined ? [] : [job])).toEqual({ acked: 1, retried: 0 });
    expect(await app.look(ada, id)).toMatchObject({ status: "refused", reason: "damaged" });
    expect(await keysOf(id)).toEqual([]);
  });
});

describe("large files", () => {
  const large = makeNoise(PART_BYTES * 2 + 4_000);
  const partOf = (part: number): Uint8Array => large.slice((part - 1) * PART_BYTES, part * PART_BYTES);

  it("M8 parts come in any order, twice, and after a reload; what is missing is known", async () => {
    const { body } = await app.announce(ada, large, { sealed: true });
    const { id } = body.media;
    expect(body.upload).toMatchObject({ partBytes: PART_BYTES, parts: 3 });
    const send = (part: number, bytes = partOf(part), headers = {}) =>
      app.put(ada, `/media/${id}/parts/${part}`, bytes, headers);
    expect((await send(3)).status).toBe(204);
    expect((await send(1, makeNoise(10))).status).toBe(422);
    expect((await send(1, partOf(2), { "x-part-sha256": "0".repeat(64) })).status).toBe(422);
    expect((await send(1, partOf(2))).status).toBe(204);
    expect((await send(4)).status).toBe(404);
    expect((await ada.send("POST", `/media/${id}/complete`)).body.code).toBe("upload_incomplete");
    const resumed = await ada.send<{ received: number[]; receivedBytes: number }>("GET", `/media/${id}`);
    expect(resumed.body).toMatchObject({ received: [1, 3], receivedBytes: PART_BYTES + 4_000 });
    expect((await Promise.all([send(1), send(2)])).map(({ status }) => status)).toEqual([204, 204]);
    expect((await ada.send("POST", `/media/${id}/complete`)).status).toBe(202);
    expect((await ada.send("POST", `/media/${id}/complete`)).status).toBe(202);
    expect((await send(1)).status).toBe(409);
    expect(app.jobs).toHaveLength(2);
    expect(await app.deliver()).toEqual({ acked: 2, retried: 0 });
    expect(await app.look(ada, id)).toMatchObject({ status: "ready", bytes: large.length });
    expect(await keysOf(id)).toEqual([`media/${id}/original`]);
  });

  it("M9 a whole that is not what was announced is refused when all of it is here", async () => {
    const { id } = (await app.announce(ada, partOf(3), { sealed: true, bytes: PART_BYTES + 9 })).body.media;
    await app.put(ada, `/media/${id}/parts/1`, partOf(1));
    await app.put(ada, `/media/${id}/parts/2`, partOf(3).slice(0, 9));
    await ada.send("POST", `/media/${id}/complete`);
    await app.deliver();
    expect(await app.look(ada, id)).toMatchObject({ status: "refused", reason: "digest_mismatch" });
    expect(await keysOf(id)).toEqual([]);
  });
});

describe("when something fails", () => {
  it("M10 where the bucket does not answer nothing is half there, and trying again helps", async () => {
    const png = await makePng(30, 30);
    const { id } = (await app.announce(ada, png)).body.media;
    app.broken.add("put");
    expect((await app.put(ada, `/media/${id}/content`, png)).status).toBe(503);
    expect(await app.look(ada, id)).toMatchObject({ status: "uploading" });
    app.broken.clear();
    expect((await app.put(ada, `/media/${id}/content`, png)).status).toBe(202);
    const [job] = app.jobs;
    app.broken.add("put");
    expect(await app.deliver()).toEqual({ acked: 0, retried: 1 });
    app.broken.clear();
    expect(await app.deliver(2, job === undefined ? [] : [job])).toEqual({ acked: 1, retried: 0 });
    expect(await app.look(ada, id)).toMatchObject({ status: "ready" });
  });

  it("M10 a part the bucket did not take is missing, and is sent again; so is the end of it", async () => {
    const large = makeNoise(PART_BYTES + 7);
    const { id } = (await app.announce(ada, large, { sealed: true })).body.media;
    const send = (part: number) =>
      app.put(ada, `/media/${id}/parts/${part}`, large.slice((part - 1) * PART_BYTES, part * PART_BYTES));
    const complete = () => ada.send("POST", `/media/${id}/complete`);
    expect((await send(1)).status).toBe(204);
    app.broken.add("uploadPart");
    expect((await send(2)).status).toBe(503);
    app.broken.clear();
    expect((await complete()).body.code).toBe("upload_incomplete");
    expect((await send(2)).status).toBe(204);
    app.broken.add("complete");
    expect((await complete()).status).toBeGreaterThanOrEqual(500);
    expect(await app.look(ada, id)).toMatchObject({ status: "uploading" });
    app.broken.clear();
    expect((await complete()).status).toBe(202);
    expect(await app.deliver()).toEqual({ acked: 1, retried: 0 });
    expect(await app.look(ada, id)).toMatchObject({ status: "ready" });
    expect(await keysOf(id)).toEqual([`media/${id}/original`]);
  });

  it("M11 a message that failed every time is given up: it is said, and nothing of the file is kept", async () => {
    const png = await makePng(31, 31);
    const { id } = (await app.announce(ada, png)).body.media;
    await app.put(ada, `/media/${id}/content`, png);
    const [job] = app.jobs;
    app.broken.add("put");
    expect(await app.deliver()).toEqual({ acked: 0, retried: 1 });
    app.broken.clear();
    await app.bury(job === undefined ? [] : [job]);
    expect(await app.look(ada, id)).toMatchObject({ status: "refused", reason: "failed", attachment: null });
    expect(await keysOf(id)).toEqual([]);
    expect(await app.deliver(1, job === undefined ? [] : [job])).toEqual({ acked: 1, retried: 0 });
  });

  it("M11 a message delivered again, at the same time, or after deletion does no harm", async () => {
    const png = await makePng(40, 40);
    const { id } = (await app.announce(ada, png)).body.media;
    await app.put(ada, `/media/${id}/content`, png);
    const job = app.jobs.splice(0);
    const results = await Promise.all([app.deliver(1, job), app.deliver(1, job), app.deliver(1, job)]);
    expect(results.filter(({ acked }) => acked === 1).length).toBeGreaterThan(0);
    const ready = await app.look(ada, id);
    expect(ready.status).toBe("ready");
    expect(await app.deliver(2, job)).toEqual({ acked: 1, retried: 0 });
    expect(await app.look(ada, id)).toEqual(ready);
    expect((await ada.send("DELETE", `/media/${id}`)).status).toBe(204);
    expect(await app.deliver(3, job)).toEqual({ acked: 1, retried: 0 });
    expect(await keysOf(id)).toEqual([]);
  });

  it("M12 deletion is seen at once and finished by the sweep where the bucket did not answer", async () => {
    const media = await app.upload(ada, await makePng(50, 50));
    const url = await app.urlOf(ada, media.id);
    app.broken.add("delete");
    expect((await ada.send("DELETE", `/media/${media.id}`)).status).toBe(204);
    app.broken.clear();
    expect((await ada.send("GET", `/media/${media.id}`)).status).toBe(404);
    expect((await app.ask(url?.url ?? "")).status).toBe(403);
    expect(await keysOf(media.id)).not.toEqual([]);
    await sweepMedia(app.deps);
    expect(await keysOf(media.id)).toEqual([]);
  });

  it("M13 what nobody finishes, what is refused and what was temporary is gone after a day", async () => {
    const unfinished = (await app.announce(ada, makeNoise(PART_BYTES + 1), { sealed: true })).body.media.id;
    await app.put(ada, `/media/${unfinished}/parts/2`, new Uint8Array(makeNoise(PART_BYTES + 1).slice(PART_BYTES)));
    const refused = (await app.upload(ada, makeNoise(100))).id;
    const temporary = (await app.upload(ada, await makePng(8, 8), { temporary: true })).id;
    const kept = (await app.upload(ada, await makePng(9, 9))).id;
    app.clock.nowMs += 23 * HOUR_MS;
    await sweepMedia(app.deps);
    expect(await findMedia(app.deps.db, temporary)).toMatchObject({ status: "ready" });
    app.clock.nowMs += 2 * HOUR_MS;
    await sweepMedia(app.deps);
    app.clock.nowMs -= 25 * HOUR_MS;
    for (const id of [unfinished, refused, temporary]) {
      expect((await ada.send("GET", `/media/${id}`)).status).toBe(404);
      expect(await keysOf(id)).toEqual([]);
    }
    expect(await app.look(ada, kept)).toMatchObject({ status: "ready" });
  });
});

describe("room", () => {
  it("M14 nobody goes past their quota, however many uploads begin at once; what is deleted gives its room back", async () => {
    const guest: Client = app.client();
    await enterAsGuest(guest);
    const sha256 = "0".repeat(64);
    const begin = () =>
      guest.send<{ media: { id: string }; code?: string }>("POST", "/media", {
        name: "x",
        bytes: 40 * 1024 * 1024,
        sha256,
      });
    const answers = await Promise.all([begin(), begin(), begin(), begin()]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 201, 409, 409]);
    const usage = await guest.send("GET", "/me/media-usage");
    expect(usage.body).toEqual({ usedBytes: 80 * 1024 * 1024, quotaBytes: 100 * 1024 * 1024, files: 2 });
    const made = answers.find(({ status }) => status === 201);
    await guest.send("DELETE", `/media/${made?.body.media.id}`);
    expect((await begin()).status).toBe(201);
  });

  it("M15 the library lists one's own files, newest first, page by page, and by kind", async () => {
    const mine: string[] = [];
    for (const side of [3, 4, 5]) {
      app.clock.nowMs += 1;
      mine.unshift((await app.upload(bob, await makePng(side, side))).id);
    }
    const first = await bob.send<{ items: { id: string }[]; nextCursor: string }>("GET", "/media?limit=2&kind=image");
    const second = await bob.send<{ items: { id: string }[]; nextCursor: string | null }>(
      "GET",
      `/media?limit=2&kind=image&cursor=${encodeURIComponent(first.body.nextCursor)}`,
    );
    expect([...first.body.items, ...second.body.items].map(({ id }) => id)).toEqual(mine);
    expect(second.body.nextCursor).toBeNull();
    expect((await bob.send<{ items: object[] }>("GET", "/media?kind=audio")).body.items).toEqual([]);
    expect((await ada.send("GET", `/media/${mine[0]}`)).status).toBe(404);
    expect((await ada.send("DELETE", `/media/${mine[0]}`)).status).toBe(404);
  });
});

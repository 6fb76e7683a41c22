// A large file over a wire that is cut again and again, by a page that is reloaded in the middle: whole in the end, or gone.
import { createHash } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { startCuttingProxy } from "./harness/cutting-proxy.ts";
import { forgetMost, inMegabytes, memoryOf } from "./harness/memory-of.ts";
import { PASSWORD, newEmail } from "./harness/people.ts";
import { sized } from "./harness/proofs.ts";
import { useProduct } from "./harness/for-this-file.ts";

/** `npm run proofs` sends half a gigabyte. */
const TOTAL = sized(500, 20) * 1024 * 1024 + 12_345;
/** What the runtime takes for itself while it warms up; the simulated bucket lives in the same process. */
const WARM_BYTES = 256 * 1024 * 1024;
const WHOLE_TIMES = 3;
const AT_ONCE = 3;

const product = useProduct();
let token = "";
beforeAll(async () => {
  const answer = await fetch(`${product.origin}/api/v1/auth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "Ada", email: newEmail("upload"), password: PASSWORD }),
  });
  token = ((await answer.json()) as { accessToken: string }).accessToken;
}, 120_000);

const ask = async <T>(origin: string, method: string, path: string, body?: object): Promise<T> => {
  const answer = await fetch(`${origin}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
};

/** The same bytes whenever they are asked for, and other ones in every part. */
const partOf = (part: number, partBytes: number): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(Math.min(partBytes, TOTAL - (part - 1) * partBytes)).fill(part % 251);
  for (let at = 0; at < bytes.length; at += 997) bytes[at] = (at + part) % 256;
  return bytes;
};

type State = {
  media: { id: string; status: string };
  upload: { partBytes: number; parts: number };
  received: number[];
};

/** What a page does after opening: asks what is there, sends what is not, several at once; stops after `most` parts. */
const sendMissing = async (origin: string, id: string, most: number): Promise<void> => {
  const { upload, received } = await ask<State>(product.origin, "GET", `/media/${id}`);
  const all = Array.from({ length: upload.parts }, (_, index) => index + 1);
  const missing = all.filter((part) => !received.includes(part)).slice(0, most);
  const work = async (): Promise<void> => {
    for (let part = missing.shift(); part !== undefined; part = missing.shift()) {
      const answer = await fetch(`${origin}/api/v1/media/${id}/parts/${part}`, {
        method: "PUT",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/octet-stream" },
        body: partOf(part, upload.partBytes),
      }).catch(() => null);
      // A cut wire: the part is sent again.
      if (answer?.status !== 204) missing.push(part);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
};

test(
  "a large file is whole in the end, although its wire is cut and its page reloaded",
  { timeout: 900_000 },
  async () => {
    const partBytes = 8 * 1024 * 1024;
    const parts = Math.ceil(TOTAL / partBytes);
    const whole = createHash("sha256");
    for (let part = 1; part <= parts; part++) whole.update(partOf(part, partBytes));
    const sha256 = whole.digest("hex");
    const runtime = product.workerdPid();
    const idle = memoryOf(runtime);
    let turn = 0;
    // Every other connection dies in the middle of a part.
    const proxy = await startCuttingProxy(product.origin, () => (turn++ % 2 === 0 ? 3_000_000 : 9_000_000));
    const { media } = await ask<State>(product.origin, "POST", "/media", {
      name: "film.bin",
      bytes: TOTAL,
      sha256,
      sealed: true,
    });

    await sendMissing(proxy.origin, media.id, Math.ceil(parts / 2));
    // The page is reloaded: it knows nothing but the id.
    await sendMissing(proxy.origin, media.id, parts);
    proxy.stop();
    expect(proxy.cuts()).toBeGreaterThan(0);
    await ask(product.origin, "POST", `/media/${media.id}/complete`);

    await expect
      .poll(async () => (await ask<State>(product.origin, "GET", `/media/${media.id}`)).media.status, {
        timeout: 300_000,
      })
      .toBe("ready");
    const afterUp = memoryOf(runtime);
    const { items } = await ask<{ items: { url: string }[] }>(product.origin, "POST", "/media/urls", {
      items: [{ id: media.id, variant: "original" }],
    });
    // As a player fetches it: in ranges.
    const digest = createHash("sha256");
    for (let from = 0; from < TOTAL; from += partBytes) {
      const range = `bytes=${from}-${from + partBytes - 1}`;
      const answer = await fetch(`${product.origin}${items[0]?.url}`, { headers: { range } });
      expect(answer.status).toBe(206);
      digest.update(new Uint8Array(await answer.arrayBuffer()));
    }
    expect(digest.digest("hex")).toBe(sha256);

    forgetMost(runtime);
    const beforeDown = memoryOf(runtime);
    for (let time = 0; time < WHOLE_TIMES; time++) {
      const all = createHash("sha256");
      const answer = await fetch(`${product.origin}${items[0]?.url}`);
      expect(answer.headers.get("content-length")).toBe(String(TOTAL));
      for await (const chunk of answer.body ?? []) all.update(chunk);
      expect(all.digest("hex")).toBe(sha256);
    }
    const afterDown = memoryOf(runtime);
    if (idle === null || afterUp === null || beforeDown === null || afterDown === null) return;
    console.log(
      `${inMegabytes(TOTAL)}: the runtime holds ${inMegabytes(idle.nowBytes)} idle, at most ${inMegabytes(afterUp.mostBytes)} while it goes up and is checked, ` +
        `${inMegabytes(beforeDown.nowBytes)} before and at most ${inMegabytes(afterDown.mostBytes)} while it comes down whole ${WHOLE_TIMES} times`,
    );
    // Never the file itself, and nothing more for being read.
    expect(afterUp.mostBytes - idle.nowBytes).toBeLessThan(WARM_BYTES + TOTAL * 0.75);
    expect(afterDown.mostBytes - beforeDown.nowBytes).toBeLessThan(WARM_BYTES / 2);
  },
);

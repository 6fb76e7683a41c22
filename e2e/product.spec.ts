// The built product as `npm start` serves it: pages, documents, headers, seed, and the client's types.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { makeApiTypes } from "../scripts/api-types.ts";
import { ROOT } from "../scripts/run.ts";
import { PAGE_HEADERS } from "../workers/api/page-headers.ts";
import { seed } from "../workers/seed/index.ts";
import { useBrowser, useProduct } from "./harness/for-this-file.ts";

const product = useProduct();
const browser = useBrowser();

const get = (file: string, accept = "*/*"): Promise<Response> =>
  fetch(`${product.origin}${file}`, { headers: { accept }, signal: AbortSignal.timeout(5_000) });

const listed = async () =>
  (await (await get("/api/v1/rooms?visibility=public")).json()) as { items: { id: string; title: string }[] };

describe("the product", () => {
  it("serves the app to every navigation, with one policy from files and Worker alike", async () => {
    const [file, route] = [await get("/", "text/html"), await get("/rooms/room_x", "text/html")];
    expect([file.status, route.status]).toEqual([200, 200]);
    expect(await route.text()).toBe(await file.text());
    for (const [name, value] of Object.entries(PAGE_HEADERS)) {
      expect([name, file.headers.get(name), route.headers.get(name)]).toEqual([name, value, value]);
    }
  });

  it("keeps hashed files for good and answers a missing one honestly", async () => {
    const page = await (await get("/", "text/html")).text();
    const script = /\/assets\/[^"]+\.js/.exec(page)?.[0] ?? "";
    expect((await get(script)).headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect((await get("/assets/gone-12345678.js", "text/html")).status).toBe(404);
    expect((await get("/api/gone", "text/html")).headers.get("content-type")).toBe("application/problem+json");
  });

  it("shows its API under its own policy, without a single violation", async () => {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error" && !message.text().includes("[Report Only]")) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(`${product.origin}/api/docs`);
    await page.getByText("/api/v1/auth/register").waitFor();
    expect(await page.locator(".opblock").count()).toBeGreaterThan(20);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("is seeded by its public API, and a second time changes nothing", async () => {
    await seed(product.origin);
    const first = await listed();
    await seed(product.origin);
    const second = await listed();
    expect(first.items.map((room) => room.title)).toEqual(["Quiet library"]);
    expect(second.items.map((room) => room.id)).toEqual(first.items.map((room) => room.id));
  });

  it("says in its document exactly what the web client was typed from", async () => {
    const types = await makeApiTypes(await (await get("/api/v1/openapi.json")).text());
    expect(await readFile(path.join(ROOT, "web/src/lib/api-schema.ts"), "utf8")).toBe(types);
  });

  it("is there again after its runtime was killed, with everything it knew", async () => {
    process.kill(product.workerdPid(), "SIGKILL");
    await expect
      .poll(async () => (await get("/health").catch(() => null))?.status, { timeout: 30_000, interval: 50 })
      .toBe(200);
    const { items } = (await (await get("/api/v1/rooms?visibility=public")).json()) as { items: { title: string }[] };
    expect(items.map((room) => room.title)).toEqual(["Quiet library"]);
  });
});

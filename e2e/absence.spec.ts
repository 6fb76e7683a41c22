// What happens to conversations while somebody is away, in real browsers: asleep, in a tunnel, cut off, on another device.
import { describe, expect, it } from "vitest";
import { TalkPage } from "./harness/live-page.ts";
import { type Person, signInAgain, signUp, sitDownAsGuest } from "./harness/people.ts";
import { useBrowser, useProduct } from "./harness/for-this-file.ts";
import { promisedMs } from "./harness/proofs.ts";
import { startWireProxy } from "./harness/wire-proxy.ts";
import { type Screen } from "./pages/browser.ts";
import {
  begin,
  closeAll,
  fill,
  openDevice,
  openTalk,
  openTalker,
  pastOf,
  readThrough,
  said,
  write,
} from "./pages/talk.ts";

const WIDE: Screen = { width: 1440, theme: "light" };
const AWAKE: Screen = { ...WIDE, serviceWorkers: "allow" };

const product = useProduct();
const browser = useBrowser();

const person = (name: string, screen: Screen = WIDE) => openTalker(browser, product.origin, name, screen);
const guests = (count: number): Promise<Person[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => sitDownAsGuest(product.origin, `Guest ${index + 1}`)));

describe("asleep", () => {
  it("A9: 500 messages, 20 edits and 5 removals missed: whole within two seconds of waking, the line one reads stays", async () => {
    const mara = await person("Mara Okafor");
    const people = await guests(15);
    const id = await begin(mara, people, "Flat 4B");
    const writers = people.map((someone) => new TalkPage(product.origin, id, someone));
    await Promise.all(writers.map((writer) => writer.until(() => writer.live.isCaughtUp)));
    await fill(people.slice(0, 2), id);
    await openTalk(mara, id);
    const { page } = mara;
    await page.locator(".msg p", { hasText: "Row 80 of" }).waitFor();
    await page.getByRole("log").evaluate((element) => element.scrollBy(0, -700));
    const reading = page.locator(".talk-row article > p", { hasText: /^Row 6[0-9] of/ }).first();
    const words = await reading.textContent();
    const line = page.locator(".talk-row article > p", { hasText: new RegExp(`^${words}$`) });
    const yOf = () => line.evaluate((element) => element.getBoundingClientRect().top);
    const before = await yOf();
    const head = writers[0]?.live.have ?? 0;
    await page.evaluate(() => {
      const seen = new Set<string>();
      Object.assign(globalThis, { seenWhileWaking: seen });
      new MutationObserver(() => {
        if (/No messages? yet/.test(document.body.innerText)) seen.add("an empty conversation");
      }).observe(document.body, { childList: true, subtree: true, characterData: true });
    });

    // What a closed lid does: the page stands still, and the wire is gone.
    const cdp = await mara.context.newCDPSession(page);
    await mara.context.setOffline(true);
    await cdp.send("Page.setWebLifecycleState", { state: "frozen" });
    const perWriter = Math.ceil(500 / writers.length);
    const sent = await Promise.all(
      writers.flatMap((writer, index) =>
        Array.from({ length: Math.min(perWriter, 500 - index * perWriter) }, (_, n) =>
          writer.say(`Missed ${index * perWriter + n + 1}.`),
        ),
      ),
    );
    expect(sent.every(({ ok }) => ok)).toBe(true);
    const bySome = writers.slice(0, 5).map((writer) => {
      const own = writer.acknowledged.flatMap(({ seq }) => seq ?? []);
      return { writer, own };
    });
    await Promise.all(
      bySome.flatMap(({ writer, own }) => [
        ...own
          .slice(0, 4)
          .map((seq) => writer.command("edit", { seq, body: { kind: "plain", text: `Mended ${seq}.` } })),
        writer.command("remove", { seq: own[4] }),
      ]),
    );
    const [witness] = writers as [TalkPage];
    await witness.until(() => witness.live.have >= head + 525);

    await cdp.send("Page.setWebLifecycleState", { state: "active" });
    const wokeAt = performance.now();
    await mara.context.setOffline(false);
    await page.getByRole("button", { name: "495 new messages" }).waitFor();
    const wholeMs = performance.now() - wokeAt;
    console.log(`A9: whole ${Math.round(wholeMs)} ms after waking`);
    expect(Math.abs((await yOf()) - before)).toBeLessThan(3);

    // From the line one reads to the newest, screen by screen: the whole of it, once and in order.
    const expected = await pastOf(people[0] as Person, id, head);
    const read = (await readThrough(page, null)).map(({ seq, text }) => ({ seq, text }));
    expect(read.slice(-expected.length)).toEqual(expected);
    expect(
      await page.evaluate(() => [...(globalThis as unknown as { seenWhileWaking: Set<string> }).seenWhileWaking]),
    ).toEqual([]);
    expect(wholeMs).toBeLessThan(promisedMs(2_000));
    expect(mara.faults).toEqual([]);
    for (const writer of writers) writer.close();
    await closeAll([mara]);
  });
});

describe("in a tunnel", () => {
  it("A10: ten messages written without a network, over a reload, arrive once and in order", async () => {
    const [lena, mara] = [await person("Lena Brandt", AWAKE), await person("Mara Okafor")];
    const id = await begin(lena, [mara]);
    await openTalk(mara, id);
    await openTalk(lena, id);
    await lena.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await lena.page.reload();
    await lena.page.locator(".composer textarea").waitFor();
    await write(lena.page, "Before the tunnel");
    await mara.page.getByText("Before the tunnel").first().waitFor();

    await lena.context.setOffline(true);
    const tunnel = Array.from({ length: 10 }, (_, index) => `From the tunnel ${index + 1}`);
    for (const text of tunnel) await write(lena.page, text);
    // What stands there as waiting is on disk.
    await lena.page.locator(".own.waiting", { hasText: "From the tunnel 10" }).waitFor();
    await lena.page.locator(".composer textarea").fill("are you in on Sunday or is it");
    await lena.page.locator(".own.waiting .stamp", { hasText: "Waiting for the network" }).waitFor();
    expect(await said(mara.page)).toEqual(["Before the tunnel"]);

    await lena.page.goto("/today-is-gone").catch(() => undefined);
    await lena.context.setOffline(false);
    await openTalk(lena, id);
    expect(await lena.page.locator(".composer textarea").inputValue()).toBe("are you in on Sunday or is it");
    await expect.poll(() => said(mara.page), { timeout: 15_000 }).toEqual(["Before the tunnel", ...tunnel]);
    await expect.poll(() => said(lena.page)).toEqual(["Before the tunnel", ...tunnel]);
    expect(await lena.page.locator(".own.waiting").count()).toBe(0);
    await closeAll([lena, mara]);
  });

  it("A10: every answer lost after the commit, by socket and by the door, with a reload between: once, in order", async () => {
    const proxy = await startWireProxy(product.origin);
    const lena = await openTalker(browser, product.origin, "Lena Brandt", AWAKE, proxy.origin);
    const mara = await person("Mara Okafor");
    const id = await begin(lena, [mara]);
    await openTalk(mara, id);
    await openTalk(lena, id);
    await lena.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await lena.page.reload();
    await lena.page.locator(".composer textarea").waitFor();

    // What the product has committed and says for the first time never arrives.
    const told = new Set<string>();
    let lost = 0;
    proxy.cuts = (frame, path) => {
      if (!path.includes(id)) return false;
      const isDoor = path.endsWith("/commands");
      const news = isDoor ? ["door"] : [...frame.matchAll(/"text":"(Lost \d+)"/g)].map(([, text = ""]) => text);
      const isNew = news.some((text) => !told.has(text));
      for (const text of news) told.add(text);
      if (isNew) lost += 1;
      return isNew;
    };
    const texts = Array.from({ length: 10 }, (_, index) => `Lost ${index + 1}`);
    for (const text of texts.slice(0, 3)) {
      await write(lena.page, text);
      await mara.page.locator(".msg p", { hasText: text }).waitFor();
    }
    await lena.context.setOffline(true);
    for (const text of texts.slice(3)) await write(lena.page, text);
    await lena.page.locator(".own.waiting", { hasText: "Lost 10" }).waitFor();
    await lena.page.locator(".own.waiting .stamp", { hasText: "Waiting for the network" }).waitFor();
    await lena.page.goto("/today-is-gone").catch(() => undefined);
    await lena.context.setOffline(false);
    await openTalk(lena, id);
    await expect.poll(() => said(mara.page), { timeout: 20_000 }).toEqual(texts);
    await expect.poll(() => said(lena.page), { timeout: 20_000 }).toEqual(texts);
    await expect.poll(() => lena.page.locator(".own.waiting").count()).toBe(0);
    console.log(`A10: ${lost} answers lost`);
    expect(told.has("door")).toBe(true);
    expect(lost).toBeGreaterThanOrEqual(4);
    await closeAll([lena, mara]);
    proxy.stop();
  });

  it("what waits is sent by the service worker when no tab is open any more", async () => {
    const [lena, mara] = [await person("Lena Brandt", AWAKE), await person("Mara Okafor")];
    const id = await begin(lena, [mara]);
    await openTalk(mara, id);
    await openTalk(lena, id);
    await lena.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await lena.context.setOffline(true);
    const texts = ["From the train", "and from the next tunnel"];
    for (const text of texts) await write(lena.page, text);
    await lena.page.locator(".own.waiting .stamp", { hasText: "Waiting for the network" }).waitFor();
    expect(await said(mara.page)).toEqual([]);
    const elsewhere = await lena.context.newPage();
    await lena.page.close();

    // The browser asks for it when the network is back: the real one never went, so it may ask too early or at once.
    const cdp = await lena.context.newCDPSession(elsewhere);
    const registrationId = await new Promise<string>((resolve) => {
      cdp.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
        const own = registrations.find(({ scopeURL }) => scopeURL.startsWith(product.origin));
        if (own !== undefined) resolve(own.registrationId);
      });
      void cdp.send("ServiceWorker.enable");
    });
    await lena.context.setOffline(false);
    const sync = { origin: product.origin, registrationId, tag: "lockstep.outbox", lastChance: false };
    await cdp.send("ServiceWorker.dispatchSyncEvent", sync);
    await expect.poll(() => said(mara.page), { timeout: 15_000 }).toEqual(texts);
    expect(lena.context.pages().map((page) => page.url())).toEqual(["about:blank"]);

    const again = await lena.context.newPage();
    await openTalk({ page: again }, id);
    await expect.poll(() => said(again)).toEqual(texts);
    expect(await again.locator(".own.waiting").count()).toBe(0);
    await closeAll([lena, mara]);
  });
});

describe("on three devices", () => {
  it("A12: read on one is read on all within a second, whatever becomes of the message; taken back on one is gone on all", async () => {
    const lena = await signUp(product.origin, "Lena Brandt");
    const mara = await person("Mara Okafor");
    const id = await begin(lena, [mara]);
    const write = new TalkPage(product.origin, id, lena);
    await write.say("Table three is free.");
    await mara.page.goto("/messages");
    await mara.page.getByRole("button", { name: "Accept" }).click();
    await mara.page.locator(".composer textarea").waitFor();
    const again = (screen: Screen) =>
      signInAgain(product.origin, mara).then((device) => openDevice(browser, product.origin, device, screen));
    const [laptop, phone] = [await again(WIDE), await again({ width: 390, theme: "light" })];
    const devices = [mara, laptop, phone];
    await Promise.all(devices.map(({ page }) => page.goto("/messages")));
    await write.say("Figure 6 is fine.");
    const last = await write.say("Figure 7 is not.");
    const badges = devices.map(({ page }) => page.locator(`[data-thread="${id}"] .count`));
    await Promise.all(badges.map((badge) => badge.filter({ hasText: "2" }).waitFor()));

    await mara.page.locator(`[data-thread="${id}"]`).click();
    await mara.page.getByText("Figure 7 is not.").last().waitFor();
    const readAt = performance.now();
    await Promise.all(badges.map((badge) => badge.waitFor({ state: "detached" })));
    const agreedMs = performance.now() - readAt;
    console.log(`A12: read everywhere ${Math.round(agreedMs)} ms after it was on screen`);
    expect(agreedMs).toBeLessThan(promisedMs(1_000));

    const seq = last.ok ? last.seq : null;
    await openTalk(laptop, id);
    await openTalk(phone, id);
    await write.command("edit", { seq, body: { kind: "plain", text: "Figure 7 is fine too." } });
    for (const { page } of devices) await page.locator(".msg p", { hasText: "Figure 7 is fine too." }).waitFor();
    await write.command("remove", { seq });
    for (const { page } of devices) await page.locator(".msg .tombstone").waitFor();

    const own = new TalkPage(product.origin, id, mara);
    const mine = await own.say("Coming at ten.");
    for (const { page } of devices) await page.locator(".own p", { hasText: "Coming at ten." }).waitFor();
    await own.command("remove", { seq: mine.ok ? mine.seq : null });
    for (const { page } of devices) await page.locator(".own .tombstone").waitFor();

    for (const { page } of devices) {
      await page.goto("/messages");
      await page.locator(`[data-thread="${id}"]`).waitFor();
    }
    await Promise.all(badges.map((badge) => badge.waitFor({ state: "detached" })));
    for (const { faults } of devices) expect(faults).toEqual([]);
    write.close();
    own.close();
    await closeAll(devices);
  });
});

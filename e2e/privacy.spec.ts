// A copy of everything that travels: what somebody keeps to themselves never reaches anybody else's wire, secrets are in no
// address, and where sockets are blocked the same conversation goes on by polls.
import { expect, test } from "vitest";
import { PASSWORD, signInAgain } from "./harness/people.ts";
import { useBrowser, useProduct } from "./harness/for-this-file.ts";
import { startWireProxy, type WireProxy } from "./harness/wire-proxy.ts";
import { type Screen } from "./pages/browser.ts";
import { begin, closeAll, openDevice, openTalk, openTalker, said, type Talker, write } from "./pages/talk.ts";

const WIDE: Screen = { width: 1440, theme: "light" };

const product = useProduct();
const browser = useBrowser();

const markerOf = (proxy: WireProxy, user: string): number | undefined => {
  const welcomes = proxy.captured.filter(
    ({ text }) => text.startsWith('{"type":"welcome"') && text.includes('"markers"'),
  );
  type Welcome = { snapshot: { state: { conversation?: unknown; markers: Record<string, number> } } | null };
  const states = welcomes.flatMap(({ text }) => (JSON.parse(text) as Welcome).snapshot?.state ?? []);
  return states.findLast(({ conversation }) => conversation !== undefined)?.markers[user];
};

/** Lena says something, Mara reads it and begins an answer; answers what of Mara came over Lena's wire meanwhile. */
const readAndType = async (lena: Talker, mara: Talker, proxy: WireProxy, round: string): Promise<string[]> => {
  const from = proxy.captured.length;
  await write(lena.page, `${round}: is it yours?`);
  await mara.page.locator(".msg p", { hasText: `${round}: is it yours?` }).waitFor();
  await mara.page.locator(".composer textarea").pressSequentially("It is");
  await mara.page.locator(".composer textarea").fill("");
  // Frames keep their order: whatever came of it is before this.
  await write(lena.page, `${round}: never mind.`);
  await mara.page.locator(".msg p", { hasText: `${round}: never mind.` }).waitFor();
  await lena.page
    .locator(".own .stamp", { hasText: /Sent|Read/ })
    .last()
    .waitFor();
  return (
    proxy.captured
      .slice(from)
      // Being there is no secret of these two switches; a roster may come at any time.
      .filter(
        ({ from: side, text }) => side === "server" && text.includes(mara.id) && !text.includes('"type":"presence"'),
      )
      .map(({ text }) => text)
  );
};

test("A34: with receipts and typing off nobody's wire shows that one reads or writes; one's own devices agree", async () => {
  const proxy = await startWireProxy(product.origin);
  const lena = await openTalker(browser, product.origin, "Lena Brandt", WIDE, proxy.origin);
  const mara = await openTalker(browser, product.origin, "Mara Okafor", WIDE);
  const { version } = await mara.call<{ version: number }>("GET", "/me");
  const preferences = { receipts: true, typing: true };
  await mara.call("PATCH", "/me", { version, preferences });
  const id = await begin(lena, [mara]);
  await openTalk(lena, id);
  await openTalk(mara, id);
  await write(mara.page, "Row nine.");
  await lena.page.locator(".msg p", { hasText: "Row nine." }).waitFor();

  // With both on, the same doings are seen: the capture is able to show them.
  const open = await readAndType(lena, mara, proxy, "On");
  expect(open.some((text) => text.includes('"name":"typing"'))).toBe(true);
  await expect
    .poll(() => proxy.captured.some(({ text }) => text.includes('"name":"read"') && text.includes(mara.id)))
    .toBe(true);

  await mara.page.goto("/settings/privacy");
  for (const name of ["Let others see what you have read", "Let others see that you are writing"]) {
    await mara.page.getByRole("switch", { name }).click();
  }
  await expect
    .poll(async () => (await mara.call<{ preferences: object }>("GET", "/me")).preferences)
    .toMatchObject({ receipts: false, typing: false });
  const phone = await openDevice(browser, product.origin, await signInAgain(product.origin, mara), {
    width: 390,
    theme: "light",
  });
  await phone.page.goto("/messages");
  await write(lena.page, "Three things.");
  const badge = phone.page.locator(`[data-thread="${id}"] .count`);
  await badge.waitFor();
  await openTalk(mara, id);
  await badge.waitFor({ state: "detached" });
  // What happened between the messages is asked for after a reload, and tells who wrote them: all of it before one listens.
  const past = lena.page.waitForResponse(/\/messages\?/);
  await lena.page.reload();
  await lena.page.locator(".msg p", { hasText: "Row nine." }).waitFor();
  await (await past).finished();
  const before = markerOf(proxy, mara.id);

  const shown = await readAndType(lena, mara, proxy, "Off");
  expect(shown).toEqual([]);
  expect(await badge.count()).toBe(0);
  await lena.page.reload();
  await lena.page.locator(".composer textarea").waitFor();
  expect(before).toBeDefined();
  expect(markerOf(proxy, mara.id)).toBe(before);
  console.log(`A34: ${proxy.captured.length} pieces captured`);
  await closeAll([lena, mara, phone]);
  proxy.stop();
});

test("A32: where sockets are blocked ten messages written offline arrive once and in order, answers come, secrets stay put", async () => {
  const proxy = await startWireProxy(product.origin);
  proxy.allowsSockets = false;
  const lena = await openTalker(browser, product.origin, "Lena Brandt", WIDE, proxy.origin);
  const mara = await openTalker(browser, product.origin, "Mara Okafor", WIDE);
  const id = await begin(lena, [mara]);
  await openTalk(mara, id);
  await openTalk(lena, id);
  const texts = Array.from({ length: 10 }, (_, index) => `Polled ${index + 1}`);
  await write(lena.page, texts[0] ?? "");
  await mara.page.locator(".msg p", { hasText: "Polled 1" }).waitFor();
  // The answer of the door is lost once: what it committed is not said again.
  let lost = 0;
  proxy.cuts = (_, path) => path.endsWith(`${id}/commands`) && (lost += 1) === 1;
  await lena.context.setOffline(true);
  for (const text of texts.slice(1)) await write(lena.page, text);
  await lena.context.setOffline(false);
  await expect.poll(() => said(mara.page), { timeout: 60_000 }).toEqual(texts);
  await write(mara.page, "All ten are here.");
  await lena.page.locator(".msg p", { hasText: "All ten are here." }).waitFor();
  await expect.poll(() => lena.page.locator(".own.waiting").count(), { timeout: 60_000 }).toBe(0);
  expect(lost).toBeGreaterThan(1);

  const { captured } = proxy;
  expect(captured.filter(({ path, text }) => path.endsWith("/socket") && text.startsWith("{"))).toEqual([]);
  expect(captured.some(({ path }) => path.includes(`/live/${id}/events`))).toBe(true);
  const addresses = captured.map(({ path }) => path);
  expect(addresses.filter((path) => /eyJ|ticket=|token=|password/.test(path))).toEqual([]);
  const all = captured.map(({ text }) => text).join("\n");
  expect(all).not.toContain(PASSWORD);
  expect(all).not.toContain(mara.email);
  expect(all).not.toContain(mara.cookie.value);
  const refresh = captured
    .filter(({ text }) => text.includes(lena.cookie.value))
    .map(({ from, text }) => `${from} ${/^cookie: /im.test(text)}`);
  expect([...new Set(refresh)]).toEqual(["page true"]);
  console.log(`A32: ${captured.length} pieces captured, none of them of a socket`);
  await closeAll([lena, mara]);
  proxy.stop();
});

// A cable is pulled: no byte comes any more and nobody was told. Everybody who looks sees the same of it, in time.
import { expect, test } from "vitest";
import { useBrowser, useProduct } from "./harness/for-this-file.ts";
import { isProof, promisedMs } from "./harness/proofs.ts";
import { startWireProxy } from "./harness/wire-proxy.ts";
import { type Screen } from "./pages/browser.ts";
import { begin, closeAll, openTalk, openTalker, write } from "./pages/talk.ts";

const WIDE: Screen = { width: 1440, theme: "light" };

const product = useProduct();
const browser = useBrowser();

test("A26: B's cable is cut: reconnecting within 15 s on every page, and within a minute (npm run proofs) gone", async () => {
  const proxy = await startWireProxy(product.origin);
  const lena = await openTalker(browser, product.origin, "Lena Brandt", WIDE);
  const jonas = await openTalker(browser, product.origin, "Jonas Weidner", WIDE);
  const mara = await openTalker(browser, product.origin, "Mara Okafor", WIDE, proxy.origin);
  await lena.call("POST", "/me/contacts", { person: mara.id });
  await mara.call("POST", "/me/contacts", { person: lena.id });
  const direct = await begin(lena, [mara]);
  const group = await begin(lena, [jonas, mara], "Thesis crew");
  await openTalk(lena, direct);
  await write(lena.page, "Row nine?");
  await openTalk(mara, direct);
  await write(mara.page, "Row nine.");
  await lena.page.locator(".msg p", { hasText: "Row nine." }).waitFor();

  // One more page of Lena's looks at the two of them.
  const other = await lena.context.newPage();
  await openTalk({ page: other }, direct);
  await Promise.all([lena, jonas, mara].map((someone) => openTalk(someone, group)));
  const viewers = [lena.page, jonas.page];
  const line = (page: typeof other) => page.locator(".talk-head p");
  await Promise.all(viewers.map((page) => line(page).getByText("3 members · 3 here").waitFor()));
  await line(other).getByText("Here now").waitFor();

  proxy.isSilent = true;
  const cutAt = performance.now();
  const seenAfter = (words: string, pages = viewers, timeout = 120_000) =>
    Promise.all(
      pages.map(async (page) => {
        await line(page).getByText(words).waitFor({ timeout });
        return performance.now() - cutAt;
      }),
    );
  const reconnecting = await seenAfter("3 members · 2 here · Reconnecting");
  console.log(`A26: reconnecting after ${reconnecting.map((ms) => (ms / 1_000).toFixed(1)).join(" and ")} s`);
  expect(Math.max(...reconnecting)).toBeLessThan(promisedMs(15_000));
  if (isProof) {
    const gone = await Promise.all([
      seenAfter("3 members · 2 here", viewers),
      ...viewers.map((page) => line(page).getByText("Reconnecting").waitFor({ state: "detached", timeout: 120_000 })),
    ]).then(() => performance.now() - cutAt);
    const [offline = 0] = await seenAfter("Last seen", [other]);
    console.log(
      `A26: gone after ${(gone / 1_000).toFixed(1)} s, no longer online after ${(offline / 1_000).toFixed(1)} s`,
    );
    expect(Math.max(gone, offline)).toBeLessThan(60_000);
  }
  // The cable is back, and nobody says so; what was under way when it went is never answered.
  proxy.isSilent = false;
  const wholeAt = performance.now();
  await Promise.all(viewers.map((page) => line(page).getByText("3 members · 3 here").waitFor({ timeout: 60_000 })));
  const backMs = performance.now() - wholeAt;
  console.log(`A26: here again after ${(backMs / 1_000).toFixed(1)} s`);
  expect(backMs).toBeLessThan(promisedMs(12_000));
  expect([...lena.faults, ...jonas.faults]).toEqual([]);
  await closeAll([lena, jonas, mara]);
  proxy.stop();
});

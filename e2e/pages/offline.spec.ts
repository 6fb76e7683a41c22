// Without a network the app opens, says so, and keeps what is done until the network is back; German fits a phone.
import { beforeAll, describe, expect, it } from "vitest";
import { PEOPLE } from "../../workers/seed/people.ts";
import { SEED_PASSWORD } from "../../workers/seed/password.ts";
import { seed } from "../../workers/seed/index.ts";
import { useBrowser, useProduct } from "../harness/for-this-file.ts";
import { seriousFaults, sidewaysPx, signIn, visit } from "./browser.ts";

const product = useProduct();
const browser = useBrowser();

beforeAll(async () => {
  await seed(product.origin);
});

describe("without a network", () => {
  it("the app opens where one was, and a check-in waits and arrives", async () => {
    const { page, context } = await visit(browser, product.origin, {
      width: 390,
      theme: "light",
      serviceWorkers: "allow",
    });
    await signIn(page, PEOPLE.alice.email, SEED_PASSWORD);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.reload();
    await page.getByRole("button", { name: "Check in" }).waitFor();

    await context.setOffline(true);
    await page.getByText("You are offline. What you see here may be a little old.").waitFor();
    await page.getByRole("button", { name: "Check in" }).click();
    await page.getByText("Kept here. It is sent when the network is back.").waitFor();
    await page.goto("/rooms");
    await page.getByRole("heading", { name: "Rooms" }).waitFor();
    await page.getByText("You are offline. Try again when the network is back.").waitFor();
    expect(await sidewaysPx(page)).toBe(0);

    await context.setOffline(false);
    await page.goto("/");
    await page.getByText("Today is kept.").first().waitFor();
    await context.close();
  });
});

describe("in German on a phone", () => {
  it("every page speaks it, and nothing is wider than the screen", async () => {
    const { page, context, faults } = await visit(browser, product.origin, {
      width: 360,
      theme: "light",
      locale: "de-DE",
    });
    await page.goto("/login");
    await page.getByLabel("E-Mail").fill(PEOPLE.bob.email);
    await page.getByLabel("Passwort", { exact: true }).fill(SEED_PASSWORD);
    await page.getByRole("button", { name: "Anmelden" }).click();
    await page.waitForURL((url) => url.pathname === "/");
    const pages = [
      ["/", "Serie"],
      ["/rooms", "Räume"],
      ["/streak", "Tage gehalten"],
      ["/settings/appearance", "Aussehen"],
      ["/settings/days", "Zeitzone und Tagesbeginn"],
      ["/settings/sessions", "Angemeldete Geräte"],
    ] as const;
    for (const [path, word] of pages) {
      await page.goto(path);
      await page.getByText(word).filter({ visible: true }).first().waitFor();
      await page.waitForFunction(() => document.querySelector("[aria-busy=true]") === null);
      expect([path, await sidewaysPx(page)]).toEqual([path, 0]);
      expect(await seriousFaults(page)).toEqual([]);
    }
    expect(await page.locator("html").getAttribute("lang")).toBe("de");
    expect(faults).toEqual([]);
    await context.close();
  });
});

// Pages for tests: one Chromium, people signed in through the form, and what no page may do counted as a fault.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { ensureChromium } from "../../scripts/chromium.ts";
import { ROOT } from "../../scripts/run.ts";
import type { Device } from "../harness/people.ts";

const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

export const launch = async (more: readonly string[] = []): Promise<Browser> =>
  chromium.launch({ executablePath: await ensureChromium(), args: [...QUIET, ...more] });

export type Screen = {
  readonly width: number;
  readonly theme: "light" | "dark";
  readonly locale?: string;
  /** The shell kept offline is a test of its own; elsewhere it would hide what the network does. */
  readonly serviceWorkers?: "allow" | "block";
};

export type Visitor = { readonly page: Page; readonly context: BrowserContext; readonly faults: string[] };

/** Answers the app expects, such as a wrong password, are no faults; scripts and policies that break are. */
const isFault = (text: string): boolean => !/Service Worker registration blocked|Failed to load resource/.test(text);

const signedInState = (origin: string, { user, cookie }: Device) => ({
  cookies: [
    {
      ...cookie,
      domain: new URL(origin).hostname,
      path: "/",
      expires: -1,
      httpOnly: true,
      secure: false,
      sameSite: "Strict" as const,
    },
  ],
  origins: [{ origin, localStorage: [{ name: "lockstep.user", value: JSON.stringify(user) }] }],
});

/** As a stranger, or on a device that is signed in already: the form has tests of its own. */
export const visit = async (
  browser: Pick<Browser, "newContext">,
  origin: string,
  screen: Screen,
  as?: Device,
): Promise<Visitor> => {
  const context = await browser.newContext({
    baseURL: origin,
    locale: screen.locale ?? "en-GB",
    timezoneId: "Europe/Berlin",
    colorScheme: screen.theme,
    viewport: { width: screen.width, height: screen.width < 768 ? 844 : 900 },
    serviceWorkers: screen.serviceWorkers ?? "block",
    ...(as === undefined ? {} : { storageState: signedInState(origin, as) }),
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" && isFault(message.text())) faults.push(`${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
  return { page, context, faults };
};

export const signIn = async (page: Page, email: string, password: string): Promise<void> => {
  await page.goto("/login");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname === "/");
};

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

type Violation = { readonly id: string; readonly impact: string; readonly nodes: readonly { readonly html: string }[] };

/** What axe finds serious or critical, one line each. */
export const seriousFaults = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(axe);
  const violations = (await page.evaluate(
    "axe.run({ resultTypes: ['violations'] }).then((r) => r.violations)",
  )) as readonly Violation[];
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
};

/** Nothing may be wider than the screen. */
export const sidewaysPx = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** For people to look at; kept out of the repository. */
export const takePicture = async (page: Page, name: string): Promise<void> => {
  await page.screenshot({ path: path.join(ROOT, "e2e/screenshots", `${name}.png`), animations: "disabled" });
};

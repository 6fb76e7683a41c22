// Every page at 390 and 1440 px, light and dark, into e2e/screenshots (ignored by git), to be laid beside the drawings.
// What a machine can see of them is asserted: a heading, nothing sideways, axe content, no error, no policy violated.
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { PEOPLE } from "../workers/seed/people.ts";
import { SEED_PASSWORD } from "../workers/seed/password.ts";
import { seed } from "../workers/seed/index.ts";
import { useBrowser, useProduct } from "./harness/for-this-file.ts";
import { seriousFaults, sidewaysPx, signIn, takePicture, visit, type Visitor } from "./pages/browser.ts";

type Shot = { readonly name: string; readonly path: string; readonly heading: string | RegExp };

const OUTSIDE: readonly Shot[] = [
  { name: "landing", path: "/", heading: "Sit down together. Get it done." },
  { name: "sign-in", path: "/login", heading: "Sign in" },
  { name: "create-account", path: "/register", heading: "Create an account" },
  { name: "not-found", path: "/nowhere/at/all", heading: "No window here" },
  { name: "rooms-signed-out", path: "/rooms", heading: "Rooms" },
  { name: "invitation-gone", path: "/j/0000000000", heading: "This invitation does not open anything" },
];

const INSIDE: readonly Shot[] = [
  { name: "today", path: "/", heading: /day/ },
  { name: "rooms", path: "/rooms", heading: "Rooms" },
  { name: "open-a-room", path: "/rooms?open=1", heading: "Open a room" },
  { name: "streak", path: "/streak", heading: /kept/ },
  { name: "library", path: "/library", heading: "Library" },
  { name: "share", path: "/share", heading: "Share with" },
  { name: "messages", path: "/messages", heading: "Messages" },
  { name: "decks", path: "/decks", heading: "A house of studies" },
  { name: "settings-profile", path: "/settings/profile", heading: "Profile" },
  { name: "settings-appearance", path: "/settings/appearance", heading: "Appearance" },
  { name: "settings-privacy", path: "/settings/privacy", heading: "Privacy" },
  { name: "settings-days", path: "/settings/days", heading: "Time zone and day start" },
  { name: "settings-sessions", path: "/settings/sessions", heading: "Signed-in devices" },
  { name: "settings-data", path: "/settings/data", heading: "Data" },
];

const product = useProduct();
const browser = useBrowser();

beforeAll(async () => {
  await seed(product.origin);
});

/** A page is there when its words are: nothing loads any more and the fonts are in. */
const settled = async (page: Page, heading: string | RegExp): Promise<void> => {
  await page.getByText(heading).filter({ visible: true }).first().waitFor();
  await page.waitForFunction(() => document.querySelector("[aria-busy=true]") === null);
  await page.evaluate(() => document.fonts.ready);
};

const take = async ({ page }: Visitor, shot: Shot, suffix: string): Promise<readonly string[]> => {
  await page.goto(shot.path);
  await settled(page, shot.heading);
  await takePicture(page, `${shot.name}-${suffix}`);
  const wide = await sidewaysPx(page);
  const found = await seriousFaults(page);
  return [
    ...(wide > 0 ? [`${shot.name}: ${wide} px wider than the screen`] : []),
    ...found.map((fault) => `${shot.name}: ${fault}`),
  ];
};

const SCREENS = [1440, 390].flatMap((width) => (["light", "dark"] as const).map((theme) => ({ width, theme })));

describe("every page", () => {
  it.each(SCREENS)("is calm for a visitor at $width px, $theme", async (screen) => {
    const visitor = await visit(browser, product.origin, screen);
    const found: string[] = [];
    for (const shot of OUTSIDE) found.push(...(await take(visitor, shot, `${screen.width}-${screen.theme}`)));
    expect(found).toEqual([]);
    expect(visitor.faults).toEqual([]);
    await visitor.context.close();
  });

  it.each(SCREENS)("is calm for somebody signed in at $width px, $theme", async (screen) => {
    const visitor = await visit(browser, product.origin, screen);
    await signIn(visitor.page, PEOPLE.alice.email, SEED_PASSWORD);
    const found: string[] = [];
    for (const shot of INSIDE) found.push(...(await take(visitor, shot, `${screen.width}-${screen.theme}`)));
    expect(found).toEqual([]);
    expect(visitor.faults).toEqual([]);
    await visitor.context.close();
  });
});

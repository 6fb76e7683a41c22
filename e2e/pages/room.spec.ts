// The room as people meet it: opened, joined by link, lived through every phase, on wide screens and phones at once.
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { newEmail, PASSWORD } from "../harness/people.ts";
import { useBrowser, useProduct } from "../harness/for-this-file.ts";
import { type Screen, seriousFaults, sidewaysPx, takePicture, visit, type Visitor } from "./browser.ts";

const product = useProduct();
const browser = useBrowser();

const register = async (name: string, screen: Screen): Promise<Visitor> => {
  const visitor = await visit(browser, product.origin, screen);
  const { page } = visitor;
  await page.goto("/register");
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("E-mail").fill(newEmail(name.split(" ")[0] ?? name));
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create an account" }).click();
  await page.waitForURL((url) => url.pathname === "/");
  return visitor;
};

const openRoom = async ({ page }: Visitor, title: string): Promise<string> => {
  await page.goto("/rooms?open=1");
  await page.getByLabel("What is it for?").fill(title);
  await page.getByText("50 and 10", { exact: true }).click();
  await page.getByRole("button", { name: "Open the room" }).click();
  await page.getByRole("heading", { name: title }).waitFor();
  await page.getByRole("button", { name: "Invite" }).click();
  const link = await page.getByLabel("Link").inputValue();
  await page.keyboard.press("Escape");
  return link;
};

const join = async ({ page }: Visitor, link: string, guestName?: string): Promise<void> => {
  await page.goto(link);
  if (guestName !== undefined) await page.getByLabel("Your name").fill(guestName);
  await page.getByRole("button", { name: /^Join as/ }).click();
  await page.waitForURL(/\/rooms\/room_/);
};

const declare = async (page: Page, goal: string): Promise<void> => {
  await page.getByLabel("What will you do?").fill(goal);
  await page.getByRole("button", { name: "Set", exact: true }).click();
};

const chooseFromMenu = async (page: Page, item: string): Promise<void> => {
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: item }).click();
};

/** What a machine can see of the room in each phase, and the pictures to look at. */
const look = async (everyone: readonly Visitor[], phase: string): Promise<void> => {
  for (const { page } of everyone) {
    const width = page.viewportSize()?.width ?? 0;
    const theme = await page.evaluate(() => (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
    await page.mouse.move(0, 0);
    await takePicture(page, `room-${phase}-${width}-${theme}`);
    expect(await sidewaysPx(page)).toBe(0);
    expect(await seriousFaults(page)).toEqual([]);
  }
};

describe("a room", () => {
  it("takes three people on three screens through lobby, focus, break and the end", async () => {
    const lena = await register("Lena Brandt", { width: 1440, theme: "light" });
    const mara = await register("Mara Okafor", { width: 1440, theme: "dark" });
    const noor = await visit(browser, product.origin, { width: 390, theme: "light" });
    const everyone = [lena, mara, noor];

    const link = await openRoom(lena, "Thesis hours");
    await join(mara, link);
    await join(noor, link, "Noor Haddad");
    await Promise.all(everyone.map(({ page }) => page.getByText("Three here").waitFor()));

    await declare(lena.page, "Related-work table, rows 9 to 16");
    await declare(mara.page, "Rewrite the abstract, 180 words");
    await declare(noor.page, "Outline Monday’s talk");
    await mara.page.getByLabel("Say something").fill("Saved you the window seat.");
    await mara.page.keyboard.press("Enter");
    await Promise.all(everyone.map(({ page }) => page.getByText("Saved you the window seat.").waitFor()));
    await lena.page.getByText("Outline Monday’s talk").waitFor();
    await look(everyone, "lobby");

    await lena.page.getByRole("button", { name: "Lock in" }).click();
    await Promise.all(everyone.map(({ page }) => page.getByText(/^Chat opens at/).waitFor()));
    await Promise.all(everyone.map(({ page }) => page.getByText("Three locked in").waitFor()));
    await noor.page.getByRole("button", { name: "Done" }).click();
    await Promise.all(everyone.map(({ page }) => page.getByText("1 done").waitFor()));
    expect(await lena.page.title()).toMatch(/^\d\d:\d\d Focus · Thesis hours$/);
    await look(everyone, "focus");

    await lena.page.getByRole("button", { name: "Pause" }).click();
    await Promise.all(everyone.map(({ page }) => page.locator(".ring-face .phase", { hasText: "Paused" }).waitFor()));
    const shown = await Promise.all(everyone.map(({ page }) => page.locator(".ring-face .digits").textContent()));
    expect(new Set(shown).size).toBe(1);
    await lena.page.getByRole("button", { name: "Resume" }).click();

    await chooseFromMenu(lena.page, "Break now");
    await Promise.all(everyone.map(({ page }) => page.getByText(/^closes at/).waitFor()));
    await noor.page.getByLabel("Say something").fill("Done, to my surprise.");
    await noor.page.keyboard.press("Enter");
    await Promise.all(everyone.map(({ page }) => page.getByText("Done, to my surprise.").waitFor()));
    await look(everyone, "break");

    await chooseFromMenu(lena.page, "End session");
    await Promise.all(everyone.map(({ page }) => page.getByText("Session over").waitFor()));
    await lena.page.getByRole("button", { name: "Undo" }).click();
    await Promise.all(everyone.map(({ page }) => page.getByText(/^closes at/).waitFor()));
    await chooseFromMenu(lena.page, "End session");
    await Promise.all(everyone.map(({ page }) => page.getByText("Session over").waitFor()));
    await noor.page.getByLabel("How did it go?").fill("One page more than I thought.");
    await noor.page.getByRole("button", { name: "Tell them" }).click();
    await lena.page.getByText("One page more than I thought.").waitFor();
    await look(everyone, "done");

    expect(everyone.flatMap(({ faults }) => faults)).toEqual([]);
    await Promise.all(everyone.map(({ context }) => context.close()));
  });

  it("hands the wheel over, and lets nobody take it from somebody who is here", async () => {
    const lena = await register("Lena Brandt", { width: 1440, theme: "light" });
    const link = await openRoom(lena, "Paperwork Friday");
    const jonas = await visit(browser, product.origin, { width: 1440, theme: "light" });
    await join(jonas, link, "Jonas Weidner");
    await jonas.page.getByText("Lena starts the session.").waitFor();
    expect(await jonas.page.getByRole("button", { name: "Take the wheel" }).count()).toBe(0);
    await chooseFromMenu(lena.page, "Hand over to Jonas");
    await jonas.page.getByRole("button", { name: "Lock in" }).waitFor();
    await lena.page.getByText("Jonas starts the session.").waitFor();
    await jonas.page.close();
    await lena.page.getByRole("button", { name: "Lock in" }).waitFor({ timeout: 12_000 });
    await lena.context.close();
    await jonas.context.close();
  });

  it("keeps a half-written message over a reload, and a wrong address says what is safe", async () => {
    const lena = await register("Lena Brandt", { width: 390, theme: "light" });
    await openRoom(lena, "Kanji before work");
    await lena.page.getByLabel("Say something").fill("Sixty cards and");
    await lena.page.reload();
    expect(await lena.page.getByLabel("Say something").inputValue()).toBe("Sixty cards and");
    await lena.page.goto("/rooms/room_01h455vb4pex5vsknk084sn02q");
    await lena.page.getByText("This room is not open to you").waitFor();
    await lena.context.close();
  });
});

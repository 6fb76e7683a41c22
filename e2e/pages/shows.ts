// Decks made on the page and shown to others, for tests in a browser: what is on each page's screen, and what it plays.
import type { Page } from "playwright-core";
import type { GivenFile } from "./files.ts";
import type { Talker } from "./talk.ts";

type Turn = { readonly index: number; readonly at: number };

/** What was on screen and when, noted by the page itself before each of its frames. */
export const noteTurns = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const turns: Turn[] = [];
    Object.assign(globalThis, { turns });
    const look = () => {
      const layer = document.querySelector<HTMLElement>(".slide-layer[data-on=true][data-ready=true]");
      const index = layer === null ? null : Number(layer.dataset["index"]);
      if (index !== null && turns.at(-1)?.index !== index) turns.push({ index, at: Date.now() });
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
export const turnsOf = (page: Page): Promise<readonly Turn[]> =>
  page.evaluate(() => (globalThis as unknown as { turns: readonly Turn[] }).turns);

export const untilSeen = (page: Page, index: number) =>
  page.locator(`.slide-layer[data-index="${index}"][data-on=true][data-ready=true]`).waitFor();

/** Pictures that tell themselves apart, drawn by a page. */
export const drawPictures = async (page: Page, slides: number): Promise<GivenFile[]> => {
  const drawn = await page.evaluate((count) => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [960, 540];
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("no canvas");
    return Array.from({ length: count }, (_, index) => {
      context.fillStyle = `hsl(${index * 36} 30% 92%)`;
      context.fillRect(0, 0, 960, 540);
      context.fillStyle = "#222";
      context.font = "64px sans-serif";
      context.fillText(`Finding ${index + 1}`, 80, 280);
      return canvas.toDataURL("image/png").split(",")[1] ?? "";
    });
  }, slides);
  return drawn.map((data, index) => ({
    name: `finding-${index + 1}.png`,
    mimeType: "image/png",
    buffer: Buffer.from(data, "base64"),
  }));
};

export const makeDeck = async (
  { page }: Talker,
  title: string,
  files: readonly GivenFile[],
  slides: number,
): Promise<string> => {
  await page.goto("/decks");
  await page.getByRole("button", { name: "New deck" }).click();
  await page.waitForURL(/\/decks\/deck_/);
  await page.getByLabel("Title").fill(title);
  await page.locator("input[type=file]").setInputFiles([...files]);
  await page
    .getByRole("listitem")
    .filter({ has: page.getByRole("button", { name: `Move slide ${slides}`, exact: true }) })
    .waitFor();
  await page.getByText("Saved", { exact: true }).waitFor();
  return new URL(page.url()).pathname;
};

export const showDeck = async ({ page }: Talker, menu: string, title: string): Promise<void> => {
  await page.getByRole("button", { name: menu, exact: true }).click();
  await page.getByRole("menuitem", { name: "Show slides" }).click();
  await page.getByRole("dialog").getByRole("button", { name: title }).click();
};

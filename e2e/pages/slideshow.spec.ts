// Decks made on the page and shown to others: three people in a room, two in a conversation, and one who comes late.
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { percentile } from "../harness/far-pages.ts";
import { openRoom, signUp } from "../harness/people.ts";
import { useBrowser, useProduct } from "../harness/for-this-file.ts";
import { smallPdf } from "../harness/small-pdf.ts";
import { toneWav } from "../harness/tone-wav.ts";
import { seriousFaults, sidewaysPx, takePicture } from "./browser.ts";
import { beganAt } from "./players.ts";
import { drawPictures, makeDeck, noteTurns, showDeck, turnsOf, untilSeen } from "./shows.ts";
import { begin, closeAll, openDevice, openTalk, type Talker } from "./talk.ts";

const SLIDES = 10;
/** The machine of a test may be busy; the strict figure is a proof of its own. */
const LOOSE_SPREAD_MS = 1_000;

const product = useProduct();
const browser = useBrowser();

const look = async ({ page }: Talker, name: string): Promise<void> => {
  const width = page.viewportSize()?.width ?? 0;
  const theme = await page.evaluate(() => (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
  await takePicture(page, `${name}-${width}-${theme}`);
  expect(await sidewaysPx(page)).toBe(0);
  expect(await seriousFaults(page)).toEqual([]);
};

const spreadOf = async (pages: readonly Page[], index: number): Promise<number> => {
  const all = await Promise.all(pages.map(turnsOf));
  const instants = all.map((turns) => turns.findLast((turn) => turn.index === index)?.at ?? Number.NaN);
  return Math.max(...instants) - Math.min(...instants);
};

describe("a deck", () => {
  let lena: Talker;
  let mara: Talker;
  let noor: Talker;

  beforeAll(async () => {
    const people = ["Lena Brandt", "Mara Okafor", "Noor Haddad"].map((name) => signUp(product.origin, name));
    const [one, two, three] = await Promise.all(people);
    if (one === undefined || two === undefined || three === undefined) throw new Error("nobody came");
    lena = await openDevice(browser, product.origin, one, { width: 1440, theme: "light" });
    mara = await openDevice(browser, product.origin, two, { width: 1440, theme: "dark" });
    noor = await openDevice(browser, product.origin, three, { width: 390, theme: "light" });
    for (const { page } of [lena, mara, noor]) await noteTurns(page);
  });

  it("is made of pictures, ordered by keyboard and by hand, and of a PDF", { timeout: 240_000 }, async () => {
    const { page } = lena;
    await page.goto("/decks");
    await page.getByText("No decks yet").waitFor();
    const pdf = smallPdf(["First page", "Second page", "Third page"]);
    await makeDeck(lena, "Defence, dry run", [{ name: "defence.pdf", mimeType: "application/pdf", buffer: pdf }], 3);
    // What cannot become a slide says so, and the deck stays as it was.
    await page.locator("input[type=file]").setInputFiles([
      { name: "broken.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4 and nothing else") },
      { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("Only words.") },
    ]);
    await page.getByText("This PDF could not be read. It may be damaged or have a password.").waitFor();
    await page.getByText("This kind of file cannot be shown.").waitFor();
    expect(await page.getByRole("button", { name: /^Move slide/ }).count()).toBe(3);

    const tone = { name: "tone.wav", mimeType: "audio/wav", buffer: toneWav(60) };
    await makeDeck(lena, "Tone", [tone], 1);
    const address = await makeDeck(lena, "Findings", await drawPictures(page, SLIDES), SLIDES);

    await page.getByLabel("Caption").first().fill("What company changes");
    await page.getByLabel("Speaker notes").first().fill("Begin with the question, not the answer.");
    await page.getByRole("button", { name: "Move slide 1", exact: true }).focus();
    await page.keyboard.press("ArrowDown");
    expect(await page.getByLabel("Caption").nth(1).inputValue()).toBe("What company changes");
    await page.keyboard.press("Home");
    expect(await page.getByLabel("Caption").first().inputValue()).toBe("What company changes");
    await page.getByRole("button", { name: "Move slide 3", exact: true }).hover();
    const [from, to] = await Promise.all(
      [3, 2].map((number) => page.getByRole("button", { name: `Move slide ${number}`, exact: true }).boundingBox()),
    );
    if (from == null || to == null) throw new Error("no handles");
    await page.getByLabel("Caption").nth(2).fill("dragged");
    await page.mouse.move(from.x + 10, from.y + 10);
    await page.mouse.down();
    await page.mouse.move(from.x + 10, to.y + 10, { steps: 6 });
    await page.mouse.up();
    expect(await page.getByLabel("Caption").nth(1).inputValue()).toBe("dragged");
    await page.getByLabel("Caption").nth(1).fill("");
    await page.getByText("Saved", { exact: true }).waitFor();
    await page.locator(".slide-row img").nth(2).waitFor();
    await look(lena, "deck");

    const own = await lena.call<{ deck: { slides: { caption: string; notes: string }[] } }>(
      "GET",
      address.replace("/decks/", "/decks/"),
    );
    expect(own.deck.slides.map(({ caption }) => caption)).toEqual(["What company changes", ...Array(9).fill("")]);

    await page.getByRole("link", { name: "Present" }).click();
    await untilSeen(page, 0);
    await page.keyboard.press("ArrowRight");
    await untilSeen(page, 1);
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "Stop playing" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: "Present" }).waitFor();
    await page.goto("/decks");
    await page.getByText("Defence, dry run").waitFor();
    await look(lena, "decks");

    // Whoever it is shared with looks at it and may present it, and changes nothing.
    await lena.call("PUT", `${address}/shares/${noor.id}`);
    await noor.page.goto(address);
    await noor.page.getByText("Shared with you. Only its owner changes it.").waitFor();
    await noor.page.getByText("Begin with the question, not the answer.").waitFor();
    await look(noor, "deck-shared");
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(address);
    await page.getByRole("button", { name: "Move slide 10", exact: true }).waitFor();
    await look(lena, "deck");
    await page.goto(`${address}/present?slide=2`);
    await untilSeen(page, 1);
    await look(lena, "deck-present");
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  it("is shown in a room: three turn together, only the driver turns, whoever comes late sees the slide that is on", async () => {
    const room = await openRoom(lena);
    for (const person of [mara, noor]) await person.call("POST", "/rooms/join", { code: room.code });
    const everyone = [lena, mara, noor];
    await Promise.all(everyone.map(({ page }) => page.goto(`/rooms/${room.id}`)));
    await Promise.all(everyone.map(({ page }) => page.getByText("Three here").waitFor()));
    await showDeck(lena, "More", "Findings");
    await Promise.all(everyone.map(({ page }) => untilSeen(page, 0)));
    await lena.page.getByText("Begin with the question, not the answer.").waitFor();
    expect(await mara.page.getByText("Begin with the question, not the answer.").count()).toBe(0);

    const spreads: number[] = [];
    for (const index of [1, 2, 3]) {
      await lena.page.getByRole("button", { name: "Next slide" }).click();
      await Promise.all(everyone.map(({ page }) => untilSeen(page, index)));
      spreads.push(
        await spreadOf(
          everyone.map(({ page }) => page),
          index,
        ),
      );
    }
    console.log(`slide spread of three pages: ${spreads.join(", ")} ms, p95 ${percentile(spreads, 0.95)} ms`);
    // A page that the machine held back for a moment turns late; not all three times.
    expect(Math.min(...spreads)).toBeLessThan(LOOSE_SPREAD_MS);

    // Whoever does not drive looks on their own, and comes back.
    await mara.page.keyboard.press("ArrowLeft");
    await untilSeen(mara.page, 2);
    await lena.page.keyboard.press("ArrowRight");
    await Promise.all([lena, noor].map(({ page }) => untilSeen(page, 4)));
    await untilSeen(mara.page, 2);
    await mara.page.getByRole("button", { name: "Back to everybody" }).click();
    await untilSeen(mara.page, 4);
    const command = { type: "command", n: 1, since: 0, floor: 1, name: "go", data: { index: 9, fence: 1 } };
    const { frames } = await mara.call<{ frames: { type: string; code?: string }[] }>(
      "POST",
      `/live/${room.id}/commands`,
      { client: "0123456789abcdef0123456789abcdef", log: null, commands: [command] },
    );
    expect(frames).toEqual([expect.objectContaining({ type: "reject", code: "not_driver" })]);

    await lena.page.keyboard.press("l");
    await lena.page.locator(".slide.pointing").hover();
    await mara.page.locator(".laser[data-on=true]").waitFor();
    await mara.page.getByRole("button", { name: "React", exact: true }).click();
    await mara.page.getByRole("button", { name: "React with 👏" }).click();
    await noor.page.locator(".reacted").getByText("Mara Okafor").waitFor();
    await lena.page.keyboard.press("l");

    const late = await openDevice(browser, product.origin, await signUp(product.origin, "Jonas Weidner"), {
      width: 360,
      theme: "dark",
      locale: "de-DE",
    });
    await noteTurns(late.page);
    // Their own clock is an hour behind: it says nothing about which slide is on.
    await late.page.addInitScript(() => {
      const real = Date.now;
      Date.now = () => real() - 3_600_000;
    });
    await late.call("POST", "/rooms/join", { code: room.code });
    await late.page.goto(`/rooms/${room.id}`);
    await untilSeen(late.page, 4);
    expect((await turnsOf(late.page)).map(({ index }) => index)).toEqual([4]);
    await Promise.all([...everyone, late].map((person) => look(person, "room-slides")));

    await lena.page.getByRole("button", { name: "Slideshow options" }).click();
    await lena.page.getByRole("menuitem", { name: "Hand over to Noor Haddad" }).click();
    await noor.page.getByRole("button", { name: "Slideshow options" }).waitFor();
    await noor.page.getByRole("button", { name: "Previous slide" }).click();
    await Promise.all(everyone.map(({ page }) => untilSeen(page, 3)));
    await look(noor, "room-presenter");
    await noor.page.getByRole("button", { name: "Slideshow options" }).click();
    await noor.page.getByRole("menuitem", { name: "Stop showing" }).click();
    await Promise.all(everyone.map(({ page }) => page.locator(".slide").waitFor({ state: "detached" })));
    expect([...everyone, late].flatMap(({ faults }) => faults)).toEqual([]);
    await late.context.close();
  });

  it("is shown in a conversation by whoever shows first; when they have gone, somebody else takes over", async () => {
    const id = await begin(lena, [mara], undefined);
    await Promise.all([openTalk(lena, id), openTalk(mara, id)]);
    await showDeck(lena, "More", "Defence, dry run");
    await Promise.all([lena, mara].map(({ page }) => untilSeen(page, 0)));
    await lena.page.getByRole("button", { name: "Next slide" }).click();
    await Promise.all([lena, mara].map(({ page }) => untilSeen(page, 1)));
    await Promise.all([look(lena, "talk-slides"), look(mara, "talk-slides")]);

    // Without a word or a tap from somebody, a browser plays no sound.
    await mara.page.locator(".composer textarea").click();
    await showDeck(lena, "More", "Tone");
    await Promise.all(
      [lena, mara].map(({ page }) =>
        page.waitForFunction(() => {
          const audio = document.querySelector<HTMLAudioElement>("[data-on=true] audio");
          return audio !== null && !audio.paused && audio.currentTime > 1;
        }),
      ),
    );
    const apart = async () => {
      const [one, other] = await Promise.all([beganAt(lena.page), beganAt(mara.page)]);
      return Math.abs((one ?? Number.NaN) - (other ?? Number.NaN));
    };
    console.log(`the tone on two pages: ${(await apart()).toFixed(0)} ms apart`);
    await expect.poll(apart, { timeout: 30_000 }).toBeLessThan(300);
    await lena.page.getByRole("button", { name: "Pause" }).click();
    await mara.page.waitForFunction(() => document.querySelector<HTMLAudioElement>("[data-on=true] audio")?.paused);

    await lena.page.close();
    const takeOver = mara.page.getByRole("button", { name: "Take over" });
    await takeOver.waitFor();
    expect([lena, mara].flatMap(({ faults }) => faults)).toEqual([]);
    await closeAll([lena, mara, noor]);
  });
});

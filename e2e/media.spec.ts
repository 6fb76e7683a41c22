// Files in a real browser: pictures by button, paste and drop, a film's row, a voice, a library, an upload across a reload.
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { useBrowser, useProduct } from "./harness/for-this-file.ts";
import { signUp } from "./harness/people.ts";
import { type Screen, seriousFaults, sidewaysPx, takePicture } from "./pages/browser.ts";
import { attach, film, hand, PDF, picture, wave } from "./pages/files.ts";
import { begin, closeAll, openTalk, openTalker, type Talker, write } from "./pages/talk.ts";

/** What comes by itself comes soon, but the machine may be busy. */
const SOON = { timeout: 20_000 };
const WIDE: Screen = { width: 1440, theme: "light" };
/** A microphone that beeps, and nobody to ask for it. */
const FAKE_DEVICES = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];

const product = useProduct();
const browser = useBrowser(FAKE_DEVICES);

const person = (name: string, screen: Screen = WIDE) => openTalker(browser, product.origin, name, screen);

const two = async (): Promise<readonly [Talker, Talker, string]> => {
  const [lena, mara] = [await person("Lena Brandt"), await person("Mara Okafor", { width: 390, theme: "dark" })];
  const id = await begin(lena, [mara]);
  await openTalk(lena, id);
  await openTalk(mara, id);
  return [lena, mara, id];
};

const pictured = (page: Page) => page.locator(".picture img[data-here]");

/** The timeline hides what is too wide, so the page alone does not tell. */
const isWithinScreen = (page: Page): Promise<boolean> =>
  page
    .locator(".picture-button, .voice, .file-row, .upload-line")
    .evaluateAll((all) => all.every((one) => one.getBoundingClientRect().right <= innerWidth - 8));

const shot = async ({ page }: Talker, name: string) => {
  const width = page.viewportSize()?.width ?? 0;
  const theme = await page.evaluate(() => (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
  await takePicture(page, `${name}-${width}-${theme}`);
  expect(await sidewaysPx(page)).toBe(0);
  expect(await isWithinScreen(page)).toBe(true);
  expect(await seriousFaults(page)).toEqual([]);
};

type Items = { readonly items: readonly { readonly id: string; readonly url: string }[] };

describe("files in a conversation", () => {
  it("pictures by button, paste and drop, and a document: seen by the other, enlarged, taken along", async () => {
    const [lena, mara] = await two();
    const { page } = lena;
    await attach(page, [
      await picture(page, "roof.jpg", 1200, 800, 210),
      await picture(page, "table.jpg", 800, 1000, 30),
    ]);
    await hand(page, "paste", await picture(page, "pasted.jpg", 900, 900, 120));
    await hand(page, "drop", await picture(page, "dropped.jpg", 1600, 700, 300));
    await page.locator(".attach-tray .upload-line").nth(3).waitFor();
    await write(page, "The room as it was this morning.");
    await pictured(mara.page).nth(3).waitFor();
    await mara.page.getByText("The room as it was this morning.").last().waitFor();
    await pictured(page).nth(3).waitFor();
    expect(await page.locator(".attach-tray").count()).toBe(0);

    await attach(page, [{ name: "outline, second draft.pdf", mimeType: "application/pdf", buffer: PDF }]);
    await page.locator(".attach-tray .upload-line").waitFor();
    await page.getByRole("button", { name: "Send" }).click();
    await mara.page.getByRole("button", { name: /outline, second draft\.pdf.*Download/ }).waitFor();
    await shot(lena, "media-talk");
    await shot(mara, "media-talk");

    await mara.page.getByRole("button", { name: "Open roof.jpg" }).click();
    const viewer = mara.page.getByRole("dialog");
    await viewer.getByText("1 of 4").waitFor();
    await viewer.locator(".picture img[data-here]").waitFor();
    await mara.page.keyboard.press("ArrowRight");
    await viewer.getByText("2 of 4").waitFor();
    await mara.page.keyboard.press("+");
    await viewer.locator("[data-scale='1.40']").waitFor();
    await mara.page.keyboard.press("0");
    await viewer.locator("[data-scale='1.00']").waitFor();
    const stage = await viewer.locator(".viewer-stage").boundingBox();
    if (stage === null) throw new Error("no stage");
    await mara.page.mouse.move(300, stage.y + 200);
    await mara.page.mouse.down();
    await mara.page.mouse.move(100, stage.y + 205, { steps: 4 });
    await mara.page.mouse.up();
    await viewer.getByText("3 of 4").waitFor();
    await mara.page.mouse.wheel(0, -300);
    await viewer.locator(".viewer-stage[data-zoomed]").waitFor();
    await shot(mara, "media-viewer");
    const saved = mara.page.waitForEvent("download");
    await viewer.getByRole("button", { name: "Download pasted.jpg" }).click();
    expect((await saved).suggestedFilename()).toBe("pasted.jpg");
    await mara.page.keyboard.press("Escape");
    await viewer.waitFor({ state: "detached" });
    expect([...lena.faults, ...mara.faults]).toEqual([]);
    await closeAll([lena, mara]);
  });

  it("a voice message: recorded, paused, listened to, sent; the other plays it, seeks and speeds it up", async () => {
    const [lena, mara] = await two();
    const { page } = lena;
    await page.getByRole("button", { name: "Record a voice message" }).click();
    await page.locator(".recorder .wave i").nth(3).waitFor();
    await page.getByRole("button", { name: "Pause recording" }).click();
    await page.getByRole("button", { name: "Go on recording" }).waitFor();
    await shot(lena, "media-recorder");
    await page.getByRole("button", { name: "Go on recording" }).click();
    await page.locator(".recorder .wave i").nth(9).waitFor();
    await page.getByRole("button", { name: "Stop and listen" }).click();
    const own = page.locator(".recorder").getByRole("group", { name: /Voice message, 0:0/ });
    await own.waitFor();
    await shot(lena, "media-listen");
    await own.getByRole("button", { name: "Play" }).click();
    await own.getByRole("button", { name: "Pause" }).waitFor();
    await page.getByRole("button", { name: "Send the voice message" }).click();
    const heard = mara.page.getByRole("group", { name: /Voice message, 0:0/ });
    await heard.waitFor();
    await heard.getByRole("button", { name: "Speed 1" }).click();
    await heard.getByRole("button", { name: "Speed 1.5" }).waitFor();
    const speedAtEnd = () =>
      heard
        .locator("audio")
        .evaluate(
          (audio: HTMLAudioElement) =>
            new Promise((resolve) =>
              audio.addEventListener("ended", () => resolve(audio.playbackRate), { once: true }),
            ),
        );
    const whole = speedAtEnd();
    await heard.getByRole("button", { name: "Play" }).click();
    expect(await whole).toBe(1.5);
    await heard.getByRole("slider", { name: "Position" }).focus();
    await mara.page.keyboard.press("End");
    await heard.locator("i[data-played]").last().waitFor();
    await mara.page.keyboard.press("Home");
    await mara.page.keyboard.press("ArrowRight");
    await expect.poll(() => heard.locator("i[data-played]").count(), SOON).toBeLessThan(20);
    await shot(mara, "media-voice");
    // A line of the inbox says what came without words.
    await page
      .locator(".thread .last")
      .getByText(/^You: Voice message · 0:0\d$/)
      .waitFor();
    await shot(lena, "media-inbox");
    expect([...lena.faults, ...mara.faults]).toEqual([]);
    await closeAll([lena, mara]);
  });

  it("a film shows its picture and length before it is opened, and plays in the viewer", async () => {
    const [lena, mara] = await two();
    const { page } = lena;
    await attach(page, [await film(page)]);
    await page.locator(".attach-tray .upload-line").waitFor();
    await page.getByRole("button", { name: "Send" }).click();
    await pictured(mara.page).first().waitFor();
    await mara.page.getByRole("button", { name: "Open window.webm" }).click();
    const video = mara.page.getByRole("dialog").locator("video");
    await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.readyState), SOON).toBeGreaterThan(1);
    expect([...lena.faults, ...mara.faults]).toEqual([]);
    await closeAll([lena, mara]);
  });

  it("a microphone that is refused or absent is told plainly, and writing goes on", async () => {
    const lena = await person("Lena Brandt");
    const id = await begin(lena, [await signUp(product.origin, "Mara Okafor")]);
    const { page } = lena;
    for (const [fault, words] of [
      ["NotAllowedError", "The microphone is not allowed here."],
      ["NotFoundError", "No microphone was found."],
    ] as const) {
      await openTalk(lena, id);
      await page.evaluate((name) => {
        navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", name));
      }, fault);
      await page.getByRole("button", { name: "Record a voice message" }).click();
      await page.getByText(words).waitFor();
      await page.getByRole("button", { name: "Close" }).click();
      await page.locator(".composer textarea").waitFor();
    }
    await closeAll([lena]);
  });

  it("what another app shares waits beside the field of the conversation that is chosen", async () => {
    const lena = await person("Lena Brandt", { ...WIDE, serviceWorkers: "allow" });
    await begin(lena, [await signUp(product.origin, "Mara Okafor")]);
    const { page } = lena;
    await page.goto("/messages");
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
      if (navigator.serviceWorker.controller !== null) return;
      await new Promise((resolve) => navigator.serviceWorker.addEventListener("controllerchange", resolve));
    });
    const { name, buffer } = await picture(page, "shared.jpg", 600, 400, 180);
    const address = await page.evaluate(
      async ([file, base64]) => {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0) ?? 0);
        const form = new FormData();
        form.append("text", "From the other app");
        form.append("files", new File([bytes], file, { type: "image/jpeg" }));
        return (await fetch("/share", { method: "POST", body: form })).url;
      },
      [name, buffer.toString("base64")] as const,
    );
    await page.goto(address);
    await page.getByText("One file").waitFor();
    await shot(lena, "share");
    await page.getByRole("button", { name: "Mara Okafor" }).click();
    await page.locator(".attach-tray").getByText("shared.jpg").waitFor();
    expect(await page.locator(".composer textarea").inputValue()).toBe("From the other app");
    await closeAll([lena]);
  });

  it("an upload in parts is held up, paused, goes on after a reload with what is missing, and is sent with its page closed", async () => {
    const [lena, mara] = await two();
    const { page } = lena;
    const sent: string[] = [];
    page.on("request", (request) => {
      if (request.method() === "PUT") sent.push(new URL(request.url()).pathname.split("/").slice(-2).join("/"));
    });
    await page.route("**/parts/3", () => undefined);
    await attach(page, [{ name: "lecture.wav", mimeType: "audio/wav", buffer: wave(20 * 1024 * 1024) }]);
    const line = page.locator(".attach-tray .upload-line");
    const received = async () => {
      const [media] = (await lena.call<Items>("GET", "/media")).items;
      if (media === undefined) return [];
      return (await lena.call<{ received: number[] }>("GET", `/media/${media.id}`)).received.toSorted();
    };
    await expect.poll(received, SOON).toEqual([1, 2]);
    await line.getByText(/Uploading, 1[67](?:\.\d)? MB of 21 MB/).waitFor();
    await shot(lena, "media-upload");
    await page.getByRole("button", { name: "Pause lecture.wav" }).click();
    await line.getByText(/Paused/).waitFor();
    await page.unroute("**/parts/3");
    sent.length = 0;
    await page.reload();
    await line.getByText(/Paused/).waitFor();
    await write(page, "All of it.");
    const waiting = page.locator(".own.waiting");
    await waiting.getByText("Sent when uploaded").waitFor();
    await waiting.getByRole("button", { name: "Go on with lecture.wav" }).click();
    // With the conversation closed it is sent all the same.
    await page.getByRole("link", { name: "Today" }).click();
    await mara.page.getByRole("group", { name: "lecture.wav" }).waitFor();
    await mara.page.getByText("All of it.").last().waitFor();
    await page.goBack();
    await page.locator(".own").getByRole("group", { name: "lecture.wav" }).waitFor();
    expect(await waiting.count()).toBe(0);
    expect(sent).toEqual(["parts/3"]);
    expect([...lena.faults, ...mara.faults]).toEqual([]);
    await closeAll([lena, mara]);
  });

  it("a file of which the browser kept no copy is chosen again after a reload: another one is refused, the same goes on", async () => {
    const lena = await person("Lena Brandt", { width: 390, theme: "dark" });
    const { page, context } = lena;
    await context.addInitScript(() => {
      navigator.storage.estimate = async () => ({ quota: 0, usage: 0 });
    });
    await page.goto("/library");
    await page.getByText("Nothing uploaded yet").waitFor();
    await page.route("**/parts/2", () => undefined);
    const lecture = { name: "lecture.wav", mimeType: "audio/wav", buffer: wave(9 * 1024 * 1024) };
    const [arrived] = await Promise.all([
      page.waitForResponse((answer) => answer.url().endsWith("/parts/1")),
      page.locator("input[type=file]").setInputFiles([lecture]),
    ]);
    expect(arrived.status()).toBe(204);
    await page.reload();
    const line = page.locator(".upload-line[data-phase-of=missing]");
    await line.getByText("Choose the file again to go on").waitFor();
    await shot(lena, "upload-choose-again");
    const sent: string[] = [];
    page.on("request", (request) => {
      if (request.method() === "PUT") sent.push(new URL(request.url()).pathname.split("/").slice(-2).join("/"));
    });
    await page.unroute("**/parts/2");
    const again = page.getByLabel("Choose lecture.wav again");
    const other = Buffer.from(lecture.buffer);
    other[other.length - 1] = 1;
    await again.setInputFiles([{ ...lecture, buffer: other }]);
    await page.getByText("This is not the same file. Nothing was changed.").waitFor();
    await line.waitFor();
    await again.setInputFiles([lecture]);
    await page.locator(".library-list").getByText("lecture.wav").waitFor();
    expect(sent).toEqual(["parts/2"]);
    expect(lena.faults).toEqual([]);
    await closeAll([lena]);
  });

  it("whoever was taken out of the group opens no file of it any more, neither anew nor by the address they have", async () => {
    const [lena, mara] = [await person("Lena Brandt"), await person("Mara Okafor")];
    const id = await begin(lena, [mara], "Thesis crew");
    await openTalk(lena, id);
    await attach(lena.page, [await picture(lena.page, "roof.jpg", 640, 480, 90)]);
    await lena.page.locator(".attach-tray .upload-line").waitFor();
    await lena.page.getByRole("button", { name: "Send" }).click();
    await pictured(lena.page).first().waitFor();
    const [media] = (await lena.call<Items>("GET", "/media")).items;
    const ask = { items: [{ id: media?.id, variant: "original" }] };
    const urls = () => mara.call<Items>("POST", "/media/urls", ask);
    await expect.poll(async () => (await urls()).items.length, SOON).toBe(1);
    await lena.page.goto("/library");
    await lena.page.getByRole("button", { name: "What to do with roof.jpg" }).click();
    await lena.page.getByRole("menuitem", { name: "Where it is used" }).click();
    await lena.page.getByRole("dialog").getByRole("link", { name: "Thesis crew" }).waitFor();
    const url = `${product.origin}${(await urls()).items[0]?.url}`;
    expect((await fetch(url)).status).toBe(200);
    const remove = { type: "command", n: 1, since: 0, floor: 1, name: "remove_member", data: { user: mara.id } };
    await lena.call("POST", `/live/${id}/commands`, { client: "the-door", commands: [remove] });
    await expect.poll(async () => (await urls()).items.length, SOON).toBe(0);
    expect((await fetch(url)).status).toBe(403);
    await closeAll([lena, mara]);
  });
});

describe("the library", () => {
  it.each([
    { width: 1440, theme: "light" },
    { width: 390, theme: "dark" },
    { width: 360, theme: "light", locale: "de-DE" },
  ] as const)("is empty, filled, filtered, opened and emptied at $width px, $theme", async (screen) => {
    const lena = await person("Lena Brandt", screen);
    const { page } = lena;
    const isGerman = "locale" in screen;
    await page.goto("/library");
    await page.getByText(isGerman ? "Noch nichts hochgeladen" : "Nothing uploaded yet").waitFor();
    await shot(lena, "library-empty");
    await page.locator("input[type=file]").setInputFiles([
      await picture(page, "The roof in the evening, seen from the window of the reading room.jpg", 1200, 900, 210),
      { name: "lecture.wav", mimeType: "audio/wav", buffer: wave(96_000) },
      { name: "outline.pdf", mimeType: "application/pdf", buffer: PDF },
      {
        name: "notes.svg",
        mimeType: "image/svg+xml",
        buffer: Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"),
      },
    ]);
    await page.locator(".library-list > li").nth(2).waitFor();
    await page.locator(".upload-line[data-phase-of=failed]").waitFor();
    await page.waitForFunction(() => document.querySelectorAll(".upload-line").length === 1);
    await pictured(page).first().waitFor();
    await shot(lena, "library");
    if (isGerman) return void (await closeAll([lena]));
    await page.getByRole("button", { name: "Take out notes.svg" }).click();
    await page.getByRole("button", { name: "Documents" }).click();
    await page.locator(".library-list").getByText("outline.pdf").waitFor();
    expect(await page.locator(".library-list > li").count()).toBe(1);
    await page.getByRole("button", { name: "What to do with outline.pdf" }).click();
    await page.getByRole("menuitem", { name: "Delete everywhere" }).click();
    await page.getByText("Nothing of this kind.").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.locator(".library-list").getByText("outline.pdf").waitFor();
    await page.getByRole("button", { name: "What to do with outline.pdf" }).click();
    await page.getByRole("menuitem", { name: "Delete everywhere" }).click();
    await page.goto("/streak");
    await expect.poll(async () => (await lena.call<Items>("GET", "/media?kind=document")).items.length, SOON).toBe(0);
    expect(lena.faults).toEqual([]);
    await closeAll([lena]);
  });
});

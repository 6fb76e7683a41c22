// Voice in a room, in real browsers with microphones that beep: heard by everyone, muted before everyone, left and joined
// again, and not cut by a socket that is.
import type { Page, WebSocketRoute } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { MAX_IN_VOICE } from "../core/protocol/limits.ts";
import { LivePage } from "./harness/live-page.ts";
import { type Device, type OpenedRoom, openRoom, signUp, sitDownAsGuest } from "./harness/people.ts";
import { useBrowser, useProduct } from "./harness/for-this-file.ts";
import { type Screen, seriousFaults, sidewaysPx, takePicture, visit, type Visitor } from "./pages/browser.ts";
import { asked, FAKE_DEVICES, heardBy, hears, joinVoice, made, noteLinks, PATIENT } from "./pages/voice.ts";

const product = useProduct({ vars: { STUN_URLS: "" } });
const browser = useBrowser(FAKE_DEVICES);
let host: Device;

beforeAll(async () => {
  host = await signUp(product.origin, "Lena Brandt");
});

const markOf = ({ page }: Visitor, name: string) =>
  page.locator(".in-voice li", { hasText: name }).locator(".voice-mark");
const shows = async (visitor: Visitor, name: string, mark: RegExp): Promise<void> => {
  await expect.poll(() => markOf(visitor, name).getAttribute("aria-label"), PATIENT).toMatch(mark);
};

/** The room's sockets of one page: `cut` ends them, and those that follow answer nothing until they are mended. */
const holdWires = async (page: Page) => {
  const open = new Set<WebSocketRoute>();
  let isCut = false;
  await page.routeWebSocket(/\/live\/room_/, (wire) => {
    open.add(wire);
    if (!isCut) wire.connectToServer();
  });
  const end = async (): Promise<void> => {
    const wires = [...open];
    open.clear();
    for (const wire of wires) await wire.close();
  };
  return {
    cut: (): Promise<void> => {
      isCut = true;
      return end();
    },
    mend: (): Promise<void> => {
      isCut = false;
      return end();
    },
  };
};

const sitDown = async (room: OpenedRoom, person: Device, screen: Screen) => {
  await person.call("POST", "/rooms/join", { code: room.code });
  const visitor = await visit(browser, product.origin, screen, person);
  const wires = await holdWires(visitor.page);
  await noteLinks(visitor.page);
  await visitor.page.goto(`/rooms/${room.id}`);
  await visitor.page.getByRole("button", { name: "Invite" }).waitFor();
  return { ...visitor, wires };
};

const look = async (visitor: Visitor, name: string): Promise<void> => {
  const { page } = visitor;
  const width = page.viewportSize()?.width ?? 0;
  const theme = await page.evaluate(() => (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
  await takePicture(page, `voice-${name}-${width}-${theme}`);
  expect(await sidewaysPx(page)).toBe(0);
  expect(await seriousFaults(page)).toEqual([]);
};

describe("voice in a room", () => {
  it("is heard by three, muted, held open, left and joined again, rests in focus, and goes on without a socket", async () => {
    const room = await openRoom(host);
    const lena = await sitDown(room, host, { width: 1440, theme: "light" });
    const [mara, noor] = await Promise.all([
      signUp(product.origin, "Mara Okafor").then((device) => sitDown(room, device, { width: 1440, theme: "dark" })),
      signUp(product.origin, "Noor Haddad").then((device) => sitDown(room, device, { width: 390, theme: "light" })),
    ]);
    const everyone = [lena, mara, noor];

    // Nobody is asked for anything before they ask for voice.
    expect(await Promise.all(everyone.map(({ page }) => asked(page)))).toEqual([0, 0, 0]);
    await look(noor, "closed");
    for (const visitor of everyone) await joinVoice(visitor);
    await Promise.all(everyone.map((visitor) => hears(visitor, 2)));
    await Promise.all(everyone.map((visitor) => shows(visitor, "You", /Speaking|Microphone on/)));
    await shows(lena, "Mara", /Speaking/);
    await Promise.all(everyone.map((visitor) => look(visitor, "open")));

    // Muted before everyone, in the roster too; Space opens it while it is held, but not while typing.
    await mara.page.getByRole("button", { name: "Mute", exact: true }).click();
    await shows(lena, "Mara", /Muted/);
    await lena.page.locator(".roster li", { hasText: "Mara" }).getByRole("img", { name: "Muted" }).waitFor();
    await mara.page.keyboard.down("Space");
    await shows(lena, "Mara", /Speaking|Microphone on/);
    await mara.page.keyboard.up("Space");
    await shows(lena, "Mara", /Muted/);
    await mara.page.getByLabel("Say something").fill("typed");
    await mara.page.getByLabel("Say something").press("Space");
    expect(await mara.page.getByLabel("Say something").inputValue()).toBe("typed ");
    await mara.page.getByText("You are muted. Hold Space to talk.").waitFor();
    await look(mara, "muted");
    await mara.page.getByRole("button", { name: "Voice settings" }).click();
    await mara.page.getByLabel("Microphone", { exact: true }).waitFor();
    await look(mara, "settings");
    await mara.page.keyboard.press("Escape");

    // One leaves and comes back.
    await mara.page.getByRole("button", { name: "Leave voice" }).click();
    await expect.poll(() => markOf(lena, "Mara").count(), PATIENT).toBe(0);
    expect(await heardBy(mara.page)).toEqual([]);
    await joinVoice(mara);
    await Promise.all(everyone.map((visitor) => hears(visitor, 2)));

    // In focus voice rests, and nobody is opened again without meaning it.
    await lena.page.getByRole("button", { name: "Lock in" }).click();
    await Promise.all(everyone.map(({ page }) => page.getByText(/^Voice rests while you focus/).waitFor()));
    await shows(lena, "Noor", /Muted/);
    await look(noor, "resting");
    await lena.page.getByRole("button", { name: "More" }).click();
    await lena.page.getByRole("menuitem", { name: "Break now" }).click();
    await Promise.all(everyone.map(({ page }) => page.getByText(/^You are muted/).waitFor()));
    for (const { page } of everyone) await page.getByRole("button", { name: "Unmute" }).click();
    await Promise.all(everyone.map((visitor) => hears(visitor, 2)));
    await look(noor, "break");

    // A socket is cut and answers nothing: those two go on hearing each other, on the connection they have.
    const links = await Promise.all(everyone.map(({ page }) => made(page)));
    await noor.wires.cut();
    await lena.page.getByRole("img", { name: "Reconnecting" }).first().waitFor();
    await noor.page.getByText("Reconnecting", { exact: false }).first().waitFor();
    await Promise.all(everyone.map((visitor) => hears(visitor, 2)));
    await noor.wires.mend();
    await noor.page.getByRole("button", { name: "Mute", exact: true }).click();
    await shows(lena, "Noor", /Muted/);
    await noor.page.getByRole("button", { name: "Unmute" }).click();
    await Promise.all(everyone.map((visitor) => hears(visitor, 2)));
    expect(await Promise.all(everyone.map(({ page }) => made(page)))).toEqual(links);
    expect(everyone.flatMap(({ faults }) => faults)).toEqual([]);
  });

  it("tells the seventh plainly that it is full, lets them in when a seat is free, and is on one page of each person", async () => {
    const room = await openRoom(host);
    const guests = await Promise.all(
      Array.from({ length: MAX_IN_VOICE }, (_, index) => sitDownAsGuest(product.origin, `Guest ${index + 1}`)),
    );
    const pages = await Promise.all(
      guests.map(async (guest, index) => {
        await guest.call("POST", "/rooms/join", { code: room.code });
        const page = new LivePage(product.origin, room.id, guest);
        await page.until(() => page.live.isCaughtUp);
        page.signal("voice", { on: true, stay: `stay-of-guest-${index}`, muted: true });
        return page;
      }),
    );
    const lena = await sitDown(room, host, { width: 390, theme: "dark" });
    await lena.page.getByText("Voice holds six, and all six seats are taken.", { exact: false }).waitFor();
    await look(lena, "full");
    expect(await asked(lena.page)).toBe(0);
    pages[0]?.signal("voice", { on: false, stay: "stay-of-guest-0", muted: true });
    await joinVoice(lena);
    await lena.page.getByRole("button", { name: "Mute", exact: true }).waitFor();
    for (const page of pages) page.close();

    // Voice is where its person joined last; there without a microphone, so they listen.
    const other = await lena.context.newPage();
    await other.addInitScript(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", "NotAllowedError"));
    });
    await other.goto(`/rooms/${room.id}`);
    await other.getByRole("button", { name: "Join voice" }).first().click();
    await other.getByText("Listening only: this browser may not use the microphone.", { exact: false }).waitFor();
    await lena.page.getByText("Voice goes on in your other window.").waitFor();
    expect(lena.faults).toEqual([]);
  });
});

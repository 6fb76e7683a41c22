// A public room whose seats are all taken, for those who come then: they see what happens, and take a seat when one is free.
import { expect, it } from "vitest";
import { useBrowser, useProduct } from "../harness/for-this-file.ts";
import { openRoom } from "../harness/people.ts";
import { seriousFaults, sidewaysPx, takePicture } from "./browser.ts";
import { drawPictures, makeDeck, showDeck, untilSeen } from "./shows.ts";
import { closeAll, openTalker, type Talker } from "./talk.ts";

const product = useProduct({ vars: { ROOM_SEATS: "2" } });
const browser = useBrowser();

const SIZES = { 390: 844, 1440: 900 } as const;

const look = async ({ page }: Talker, name: string, theme: string) => {
  for (const width of [390, 1440] as const) {
    await page.setViewportSize({ width, height: SIZES[width] });
    await takePicture(page, `${name}-${width}-${theme}`);
    expect(await sidewaysPx(page)).toBe(0);
    expect(await seriousFaults(page)).toEqual([]);
  }
};

it("Y3 Y4 Y12 whoever finds a room full listens there, is offered nothing they may not, and takes the seat that becomes free", async () => {
  const lena = await openTalker(browser, product.origin, "Lena Brandt", { width: 1440, theme: "light" });
  const mara = await openTalker(browser, product.origin, "Mara Okafor", { width: 1440, theme: "dark" });
  const noor = await openTalker(browser, product.origin, "Noor Haddad", { width: 390, theme: "light" });
  const jonas = await openTalker(browser, product.origin, "Jonas Weidner", { width: 390, theme: "dark" });
  await lena.page.goto("/decks");
  await makeDeck(lena, "Findings", await drawPictures(lena.page, 2), 2);
  const room = await openRoom(lena, { visibility: "public", openChat: true });
  await mara.call("POST", "/rooms/join", { roomId: room.id });
  for (const { page } of [lena, mara]) await page.goto(`/rooms/${room.id}`);
  await lena.page.getByLabel("Say something").waitFor();

  for (const [listener, theme] of [
    [noor, "light"],
    [jonas, "dark"],
  ] as const) {
    const { page } = listener;
    await page.goto(`/rooms/${room.id}`);
    await page.getByRole("button", { name: "Lock in" }).click();
    await page.getByText("Every seat is taken.").waitFor();
    await look(listener, "full-room", theme);
    await page.getByRole("link", { name: "Listen in" }).click();
    await page.getByText("You listen without one").waitFor();
  }
  await lena.page.getByLabel("Say something").fill("We begin with the second finding.");
  await lena.page.keyboard.press("Enter");
  await lena.page.getByRole("button", { name: "Lock in" }).click();
  await showDeck(lena, "More", "Findings");
  await Promise.all([noor, jonas].map(({ page }) => untilSeen(page, 0)));
  await lena.page.getByRole("button", { name: "Next slide" }).click();
  for (const [listener, theme] of [
    [noor, "light"],
    [jonas, "dark"],
  ] as const) {
    const { page } = listener;
    await untilSeen(page, 1);
    await page.getByText("We begin with the second finding.").waitFor();
    for (const name of ["Invite", "React", "Join voice", "Set", "Take the wheel"]) {
      expect(await page.getByRole("button", { name, exact: true }).count()).toBe(0);
    }
    expect(await page.getByLabel("Say something").count()).toBe(0);
    await look(listener, "room-listening", theme);
  }

  await noor.page.getByRole("button", { name: "Take a seat" }).click();
  await noor.page.getByText("This room is full. Nothing was changed.").waitFor();
  await mara.page.getByRole("button", { name: "Leave", exact: true }).click();
  await mara.page.waitForURL((url) => url.pathname === "/rooms");
  await noor.page.getByRole("button", { name: "Take a seat" }).click();
  await noor.page.getByLabel("Say something").fill("Here now.");
  await noor.page.keyboard.press("Enter");
  await jonas.page.getByText("Here now.").waitFor();
  expect(await noor.page.getByText("You listen without one").count()).toBe(0);

  // Full again, one goes on listening; with a seat free, the door is where one takes it.
  await jonas.page.reload();
  await jonas.page.getByText("You listen without one").waitFor();
  // From here on what is refused is meant to be.
  expect([lena, mara, noor, jonas].flatMap(({ faults }) => faults)).toEqual([]);
  await noor.page.getByRole("button", { name: "Leave", exact: true }).click();
  await noor.page.waitForURL((url) => url.pathname === "/rooms");
  await jonas.page.reload();
  await jonas.page.getByRole("button", { name: "Lock in" }).waitFor();
  expect(new URL(jonas.page.url()).search).toBe("");
  await closeAll([lena, mara, noor, jonas]);
});

// Conversations in a real browser: two people and a group, three devices, no network, a long past.
import type { Route } from "playwright-core";
import { describe, expect, it } from "vitest";
import { useBrowser, useProduct } from "./harness/for-this-file.ts";
import { type Person, signUp } from "./harness/people.ts";
import { type Screen, seriousFaults, sidewaysPx, takePicture } from "./pages/browser.ts";
import { begin, closeAll, fill, openTalk, openTalker, said, type Talker, write } from "./pages/talk.ts";

const WIDE: Screen = { width: 1440, theme: "light" };

const product = useProduct();
const browser = useBrowser();

const person = (name: string, screen: Screen = WIDE) => openTalker(browser, product.origin, name, screen);

/** Browsers without a window show every page: this one says that it is hidden. */
const turnAway = (page: Talker["page"], isAway: boolean) =>
  page.evaluate(
    (state) => {
      Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    },
    isAway ? "hidden" : "visible",
  );

describe("a conversation", () => {
  it("of two: sent, delivered, read, answered, changed, taken back, the same on both sides", async () => {
    const [lena, mara] = [await person("Lena Brandt"), await person("Mara Okafor")];
    const { version } = await mara.call<{ version: number }>("GET", "/me");
    await mara.call("PATCH", "/me", { version, preferences: { receipts: true } });
    const id = await begin(lena, [mara]);
    await openTalk(lena, id);
    await write(lena.page, "Saved you row nine of the table.");
    await lena.page.locator(".own", { hasText: "Sent" }).waitFor();
    await openTalk(mara, id);
    await mara.page.locator(".msg p", { hasText: "Saved you row nine" }).waitFor();

    await mara.page.locator(".msg p").hover();
    await mara.page.getByRole("button", { name: "Reply" }).click();
    await write(mara.page, "It is a kind one.");
    await lena.page.locator(".msg .quote", { hasText: "Saved you row nine" }).waitFor();

    await lena.page.locator(".msg p").hover();
    await lena.page.getByRole("button", { name: "React" }).click();
    await lena.page.getByLabel("Search emoji").fill("red heart");
    await lena.page.locator("[frimousse-list] [frimousse-emoji]").filter({ visible: true }).first().click();
    await mara.page.locator(".own .reactions button", { hasText: "1" }).waitFor();

    await mara.page.locator(".composer textarea").press("ArrowUp");
    await mara.page.locator(".composer textarea").fill("It is always a kind one.");
    await mara.page.keyboard.press("Enter");
    await lena.page.locator(".msg p", { hasText: "It is always a kind one." }).waitFor();
    await lena.page.locator(".msg .edited-mark").waitFor();

    await lena.page.locator(".own p").hover();
    await lena.page.locator(".own").getByRole("button", { name: "More" }).click();
    await lena.page.getByRole("menuitem", { name: "Remove" }).click();
    await lena.page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => said(lena.page)).toEqual(["Saved you row nine of the table.", "It is always a kind one."]);
    await lena.page.locator(".own p").hover();
    await lena.page.locator(".own").getByRole("button", { name: "More" }).click();
    await lena.page.getByRole("menuitem", { name: "Remove" }).click();
    await mara.page.locator(".msg .tombstone").waitFor({ timeout: 12_000 });
    expect(await said(mara.page)).toEqual(await said(lena.page));

    // A page that is there and that nobody looks at.
    await turnAway(mara.page, true);
    await write(lena.page, "Row ten, then.");
    await lena.page.locator(".own .stamp", { hasText: "Delivered" }).waitFor();
    await turnAway(mara.page, false);
    await lena.page.locator(".own .stamp", { hasText: "Read" }).waitFor();
    expect([...lena.faults, ...mara.faults]).toEqual([]);
    await closeAll([lena, mara]);
  });

  it("keeps one's place while the past is fetched, and finds a message far back", async () => {
    const mara = await person("Mara Okafor");
    const names = ["Aiko", "Jonas", "Noor", "Priya", "Ruth", "Sam"];
    const people: Person[] = [];
    for (const name of names) people.push(await signUp(product.origin, name));
    const id = await begin(mara, people, "Table three");
    const count = await fill(people, id);
    await openTalk(mara, id);
    const { page } = mara;
    const newest = page.locator(".msg p", { hasText: `Row ${count} of` });
    await newest.waitFor();
    const log = page.getByRole("log");
    await log.evaluate((element) => element.scrollBy(0, -1_200));
    await page.waitForLoadState("networkidle");
    // Whatever arrives above, the line one reads stays where it is.
    const lineAt = () =>
      page.evaluate(() => {
        const scroller = document.querySelector(".talk-scroll");
        const top = scroller?.getBoundingClientRect().top ?? 0;
        const line = [...document.querySelectorAll<HTMLElement>(".talk-row article > p")]
          .map((element) => ({ text: element.textContent ?? "", y: element.getBoundingClientRect().top - top }))
          .filter(({ y }) => y > 100)
          .toSorted((one, other) => one.y - other.y)[0];
        return line ?? { text: "", y: 0 };
      });
    /** Once the scrolling has come to rest, rows that are measured as they come in included. */
    const restingLine = async () => {
      let line = await lineAt();
      for (let still = 0; still < 3;) {
        await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
        const next = await lineAt();
        still = next.text === line.text && next.y === line.y ? still + 1 : 0;
        line = next;
      }
      return line;
    };
    // Less than what is fetched ahead: what comes then stands above what is on the screen.
    for (let step = 0; step < 20; step++) {
      await log.evaluate((element) => element.scrollBy(0, -200));
      await page.waitForFunction(() => document.querySelectorAll(".talk-row").length > 5);
      const before = await restingLine();
      await page.waitForLoadState("networkidle");
      const y = await page
        .locator(".talk-row article > p", { hasText: new RegExp(`^${before.text}$`) })
        .evaluate(
          (element) =>
            element.getBoundingClientRect().top -
            (document.querySelector(".talk-scroll")?.getBoundingClientRect().top ?? 0),
        );
      expect(Math.abs(y - before.y)).toBeLessThan(3);
    }
    await page.getByRole("button", { name: "To the newest" }).click();
    await newest.waitFor();
    await closeAll([mara]);
  });

  it("a leap to the top asks for the past, and what arrives in the middle of a scroll changes nothing on the way", async () => {
    const mara = await person("Mara Okafor");
    const people = [await signUp(product.origin, "Aiko"), await signUp(product.origin, "Jonas")];
    const id = await begin(mara, people, "Table three");
    const count = await fill(people, id);
    await openTalk(mara, id);
    const { page } = mara;
    const newest = page.locator(".msg p", { hasText: `Row ${count} of` });
    const scrollUp = (px: number) => page.getByRole("log").evaluate((log, by) => log.scrollBy(0, -by), px);
    await newest.waitFor();
    // What happened between the messages is asked for as well, from behind the newest.
    const older = /\/messages\?before=[1-4]\d&/;
    const asked = page.waitForRequest(older);
    await scrollUp(1_200);
    await asked;

    await page.reload();
    await newest.waitFor();
    const held = new Promise<Route>((resolve) => void page.route(older, resolve, { times: 1 }));
    await scrollUp(700);
    const past = await held;
    const carried = page.evaluate(async () => {
      const scroller = document.querySelector<HTMLElement>(".talk-scroll");
      const row = [...document.querySelectorAll<HTMLElement>(".talk-row")].find(
        (element) => element.getBoundingClientRect().top > innerHeight / 2,
      );
      if (scroller === null || row === undefined) throw new Error("no timeline");
      const place = () => row.getBoundingClientRect().top;
      const wasAt = place();
      const index = row.dataset["index"];
      let scrolled = 0;
      for (let after = 0, frames = 0; after < 30 && frames < 80; frames++) {
        const { scrollTop } = scroller;
        scroller.scrollTop -= 1;
        scrolled += scrollTop - scroller.scrollTop;
        await new Promise(requestAnimationFrame);
        if (row.dataset["index"] !== index) after++;
      }
      return { isHere: row.dataset["index"] !== index, px: Math.abs(place() - wasAt - scrolled) };
    });
    await past.continue();
    const { isHere, px } = await carried;
    expect(isHere).toBe(true);
    expect(px).toBeLessThan(3);
    await closeAll([mara]);
  });

  it("in a group: members, roles, names; pictures on two screens in both themes, axe clean", async () => {
    const lena = await person("Lena Brandt");
    const others = [
      await person("Mara Okafor", { width: 1440, theme: "dark" }),
      await person("Jonas Weidner", { width: 390, theme: "light" }),
      await person("Priya Raman", { width: 390, theme: "dark" }),
    ];
    const everyone = [lena, ...others];
    const id = await begin(lena, others, "Thesis crew");
    await openTalk(lena, id);
    await write(lena.page, "Then I have nineteen days and a plan with eighteen in it.");
    for (const someone of others) {
      await openTalk(someone, id);
      await write(someone.page, `${someone.name.split(" ")[0]} is in from ten, rows 9 to 16.`);
    }
    await write(lena.page, "I owe you all a coffee and a row.");
    await lena.page.locator(".own .stamp", { hasText: "Sent" }).last().waitFor();
    for (const { page } of everyone) {
      await page.getByText("I owe you all a coffee").last().waitFor();
      const width = page.viewportSize()?.width ?? 0;
      const theme = await page.evaluate(() => (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
      await page.mouse.move(0, 0);
      await takePicture(page, `talk-${width}-${theme}`);
      expect(await sidewaysPx(page)).toBe(0);
      expect(await seriousFaults(page)).toEqual([]);
      await page.goto("/messages");
      await page.locator(".thread").first().waitFor();
      await takePicture(page, `inbox-${width}-${theme}`);
      expect(await seriousFaults(page)).toEqual([]);
    }
    await openTalk(lena, id);
    await lena.page.getByRole("button", { name: "4 members" }).click();
    await lena.page.getByRole("button", { name: "Rename the group" }).click();
    await lena.page.getByLabel("Name of the group").fill("Thesis crew, last lap");
    await lena.page.getByRole("button", { name: "Save" }).click();
    await lena.page.getByRole("button", { name: "What to do about Priya Raman" }).click();
    await lena.page.getByRole("menuitem", { name: "Remove from the group" }).click();
    await lena.page.keyboard.press("Escape");
    await lena.page.getByRole("heading", { name: "Thesis crew, last lap" }).waitFor();
    await others[2]?.page.goto(`/messages/${id}`);
    await others[2]?.page.getByText("This conversation is not open to you").waitFor();
    expect(lena.faults).toEqual([]);
    await closeAll(everyone);
  });

  it("tells after a reload who came and went and what was pinned, as it was heard live; marks a mention until it is read", async () => {
    const lena = await person("Lena Brandt");
    const [mara, jonas] = [await person("Mara Okafor"), await signUp(product.origin, "Jonas Weidner")];
    const id = await begin(lena, [mara], "Thesis crew");
    await fill([mara, lena], id);
    await openTalk(lena, id);
    await lena.call("POST", `/conversations/${id}/members`, { memberIds: [jonas.id] });
    await lena.page.locator(".notice-line", { hasText: "Jonas Weidner" }).waitFor();
    await write(lena.page, "@Mara Okafor, row nine is yours");
    await lena.page.locator(".own .stamp", { hasText: "Sent" }).last().waitFor();
    await lena.page.locator(".own p").last().hover();
    await lena.page.locator(".own").last().getByRole("button", { name: "More" }).click();
    await lena.page.getByRole("menuitem", { name: "Pin" }).click();
    await lena.page.locator(".notice-line button").waitFor();
    await lena.call("DELETE", `/conversations/${id}/members/${jonas.id}`);
    const removed = lena.page.locator(".notice-line", { hasText: "removed Jonas Weidner" });
    await removed.waitFor();
    const lines = () => lena.page.locator(".notice-line").allTextContents();
    const live = await lines();
    expect(live).toHaveLength(3);
    await lena.page.reload();
    await removed.waitFor();
    expect(await lines()).toEqual(live);

    await mara.page.goto("/messages");
    const mark = mara.page.locator(".thread").getByRole("img", { name: "You are mentioned" });
    await mark.waitFor();
    await mara.page.locator(".thread").click();
    await mara.page.getByRole("button", { name: "To the newest" }).click();
    await mara.page.locator(".msg .own-name", { hasText: "@Mara Okafor" }).waitFor();
    await mark.waitFor({ state: "detached" });
    await mara.page.reload();
    await mara.page.locator(".thread").waitFor();
    expect(await mark.count()).toBe(0);
    expect([...lena.faults, ...mara.faults]).toEqual([]);
    await closeAll([lena, mara]);
  });

  it("blocking closes the conversation for both, at once and on the live page; unblocking opens it again", async () => {
    const [lena, mara] = [await person("Lena Brandt"), await person("Mara Okafor")];
    const id = await begin(lena, [mara]);
    await openTalk(mara, id);
    await openTalk(lena, id);
    await lena.page.locator(".talk-head").getByRole("button", { name: "More" }).click();
    await lena.page.getByRole("menuitem", { name: "Block Mara Okafor" }).click();
    await lena.page.getByRole("dialog").getByRole("button", { name: "Block Mara Okafor" }).click();
    await lena.page.getByText("You blocked Mara Okafor.").waitFor();
    await write(mara.page, "Are you there?");
    await mara.page.getByText("This person cannot be written to. Nothing was sent.").waitFor();
    expect(await said(lena.page)).toEqual([]);
    await lena.page.goto("/settings/privacy");
    await lena.page.getByRole("button", { name: "Unblock Mara Okafor" }).click();
    await lena.page.getByText("Nobody is blocked.").waitFor();
    await openTalk(lena, id);
    await write(lena.page, "Here I am.");
    await mara.page.getByText("Here I am.").first().waitFor();
    await closeAll([lena, mara]);
  });

  it("is begun by finding somebody by name, from the keyboard", async () => {
    const [lena, mara] = [await person("Lena Brandt"), await person("Philippa Quillfeather")];
    await lena.page.goto("/messages");
    await lena.page.getByText("No conversations yet").waitFor();
    await lena.page.keyboard.press("/");
    await lena.page.keyboard.type("quillf");
    await lena.page.getByRole("button", { name: "Message Philippa Quillfeather" }).waitFor();
    await lena.page.keyboard.press("ArrowDown");
    await lena.page.keyboard.press("Enter");
    await lena.page.getByRole("heading", { name: "Philippa Quillfeather" }).waitFor();
    await write(lena.page, "Row nine is yours.");
    await lena.page.locator(".own .stamp", { hasText: "Sent" }).waitFor();
    await mara.page.goto("/messages");
    await mara.page.getByText("Lena Brandt would like to write to you").waitFor();
    await closeAll([lena, mara]);
  });
});

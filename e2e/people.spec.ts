// People in a real browser: asked and accepted, invited by link, found by handle, named in a conversation, looked for.
import { describe, expect, it } from "vitest";
import { useBrowser, useProduct } from "./harness/for-this-file.ts";
import { type Screen, seriousFaults, sidewaysPx, visit } from "./pages/browser.ts";
import { begin, closeAll, openTalk, openTalker, write } from "./pages/talk.ts";

const WIDE: Screen = { width: 1440, theme: "light" };
const PHONE: Screen = { width: 360, theme: "dark", locale: "de-DE" };

const product = useProduct();
const browser = useBrowser();

const person = (name: string, screen = WIDE) => openTalker(browser, product.origin, name, screen);

describe("people", () => {
  it("take a handle, are found by it, asked, and accept; each sees it at once", async () => {
    const [lena, mara] = [await person("Lena Brandt"), await person("Mara Okafor")];
    await mara.page.goto("/settings/profile");
    await mara.page.getByLabel("Handle").fill("@Mara_of_the_Lichens");
    await mara.page.getByLabel("About you").fill("One row at a time.");
    await mara.page.getByRole("button", { name: "Save" }).click();
    await mara.page.getByText("Saved").waitFor();
    await mara.page.goto("/people");
    await mara.page.getByText("No contacts yet").waitFor();

    await lena.page.goto("/people");
    await lena.page.getByLabel("Find somebody").fill("@mara_of");
    await lena.page.getByRole("button", { name: "Look at Mara Okafor" }).click();
    const sheet = lena.page.getByRole("dialog", { name: "Mara Okafor" });
    await sheet.getByText("One row at a time.").waitFor();
    await sheet.getByRole("button", { name: "Add contact" }).click();
    await sheet.getByText("Request sent").waitFor();

    await mara.page.getByRole("button", { name: "Accept Lena Brandt" }).click();
    await sheet.getByText("Contact", { exact: true }).waitFor();
    await sheet.getByRole("button", { name: "Message" }).click();
    await lena.page.getByRole("heading", { name: "Mara Okafor" }).waitFor();
    expect([...lena.faults, ...mara.faults]).toEqual([]);
    await closeAll([lena, mara]);
  });

  it("come by a link that says who invites, lets in as many as it may, and opens nothing once it is ended", async () => {
    const [lena, mara, jonas] = [
      await person("Lena Brandt"),
      await person("Mara Okafor", PHONE),
      await person("Jonas Weidner"),
    ];
    await lena.page.goto("/people");
    await lena.page.getByRole("button", { name: "New link" }).click();
    await lena.page.getByLabel("For how many").selectOption("1");
    await lena.page.getByRole("button", { name: "Make the link" }).click();
    const link = new URL(await lena.page.getByRole("dialog").getByLabel("Link").inputValue()).pathname;
    await lena.page.keyboard.press("Escape");

    const stranger = await visit(browser, product.origin, WIDE);
    await stranger.page.goto(link);
    await stranger.page.getByRole("heading", { name: "Lena Brandt" }).waitFor();
    const register = stranger.page.getByRole("link", { name: "Create an account" });
    expect(await register.getAttribute("href")).toBe(`/register?next=${encodeURIComponent(link)}`);

    await mara.page.goto(link);
    await mara.page.getByRole("button", { name: "Annehmen und schreiben" }).click();
    await mara.page.locator(".composer textarea").waitFor();
    expect(await sidewaysPx(mara.page)).toBe(0);
    await lena.page.getByRole("button", { name: "Mara Okafor" }).waitFor();
    await jonas.page.goto(link);
    await jonas.page.getByText("This invitation is over").waitFor();
    await lena.page.reload();
    await lena.page.getByText("1 of 1 came, used up").waitFor();
    await lena.page.getByRole("button", { name: "End the link" }).click();
    await lena.page.getByText("No link stands open.").waitFor();
    expect(lena.faults).toEqual([]);
    await closeAll([lena, mara, jonas, stranger]);
  });

  it("name each other with @ from the keyboard, and find what was said with /", async () => {
    const [lena, mara] = [await person("Lena Brandt"), await person("Mara Okafor", PHONE)];
    const jonas = await person("Jonas Weidner");
    const id = await begin(lena, [mara, jonas], "Thesis crew");
    await openTalk(lena, id);
    await openTalk(mara, id);
    const field = lena.page.locator(".composer textarea");
    await field.pressSequentially("Row nine is yours, @oka");
    await lena.page.getByRole("option", { name: "Mara Okafor" }).waitFor();
    await field.press("Enter");
    expect(await field.inputValue()).toBe("Row nine is yours, @Mara Okafor ");
    await field.press("Enter");
    await mara.page.locator(".msg .mention.own-name", { hasText: "@Mara Okafor" }).waitFor();
    await lena.page.locator(".own .mention", { hasText: "@Mara Okafor" }).waitFor();
    await write(lena.page, "Table three is free.");
    await lena.page.locator(".own .stamp", { hasText: "Sent" }).waitFor();

    await jonas.call("DELETE", `/conversations/${id}/members/${jonas.id}`);
    await lena.page.getByText("Jonas Weidner left").waitFor();
    await mara.page.getByText("Jonas Weidner ist gegangen").waitFor();

    await field.press("Escape");
    await lena.page.keyboard.press("/");
    await lena.page.getByLabel("Words").fill("NIN");
    const found = lena.page.getByRole("dialog").getByRole("button", { name: "Row nine is yours" });
    await found.waitFor();
    expect(await lena.page.locator("mark").allTextContents()).toEqual(["nin"]);
    await lena.page.getByText("Everything you can see here was searched.").waitFor();
    expect(await seriousFaults(lena.page)).toEqual([]);
    await found.click();
    await lena.page.locator(".talk-row.found", { hasText: "Row nine is yours" }).waitFor();

    // The line where unread begins may stand between the two messages, each then with a face.
    await mara.page.getByRole("button", { name: "Profil von Lena Brandt" }).first().click();
    await mara.page.getByRole("dialog", { name: "Lena Brandt" }).getByRole("button", { name: "Nachricht" }).waitFor();
    expect(await seriousFaults(mara.page)).toEqual([]);
    expect(await sidewaysPx(mara.page)).toBe(0);
    expect([...lena.faults, ...mara.faults]).toEqual([]);
    await closeAll([lena, mara, jonas]);
  });
});

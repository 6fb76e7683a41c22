// Conversations in a browser: people who registered through the form, and what they see of a timeline.
import type { Browser, Page } from "playwright-core";
import { newEmail, PASSWORD } from "../harness/people.ts";
import { type Screen, visit, type Visitor } from "./browser.ts";

export type Talker = Visitor & { readonly id: string; readonly name: string; readonly email: string };

export const registerTalker = async (
  browser: Browser,
  origin: string,
  name: string,
  screen: Screen,
): Promise<Talker> => {
  const visitor = await visit(browser, origin, screen);
  const { page } = visitor;
  const email = newEmail(name.split(" ")[0] ?? name);
  await page.goto("/register");
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create an account" }).click();
  await page.waitForURL((url) => url.pathname === "/");
  const user = await page.evaluate(() => JSON.parse(localStorage.getItem("lockstep.user") ?? "{}") as { id: string });
  return { ...visitor, id: user.id, name, email };
};

/** As the page itself would, with its own cookie. */
export const callAs = (page: Page, method: string, path: string, body?: unknown): Promise<unknown> =>
  page.evaluate(
    async ([verb, address, content]) => {
      const refreshed = await navigator.locks.request("lockstep.refresh", () =>
        fetch("/api/v1/auth/refresh", { method: "POST" }),
      );
      const { accessToken } = (await refreshed.json()) as { accessToken: string };
      const response = await fetch(`/api/v1${address}`, {
        method: verb as string,
        headers: { authorization: `Bearer ${accessToken}`, "content-type": "application/json" },
        ...(content === null ? {} : { body: content as string }),
      });
      return response.status === 204 ? null : response.json();
    },
    [method, path, body === undefined ? null : JSON.stringify(body)] as const,
  );

export const write = async (page: Page, text: string): Promise<void> => {
  await page.locator(".composer textarea").fill(text);
  await page.locator(".composer textarea").press("Enter");
};

/** What the messages on screen say, top to bottom. */
export const said = (page: Page): Promise<readonly string[]> =>
  page.locator(".talk-row article > p").evaluateAll((all) =>
    all
      .map((element) => ({
        top: element.getBoundingClientRect().top,
        text: [...element.childNodes]
          .filter((node) => !(node instanceof HTMLElement && node.className === "edited-mark"))
          .map((node) => node.textContent ?? "")
          .join(""),
      }))
      .toSorted((one, other) => one.top - other.top)
      .map(({ text }) => text),
  );

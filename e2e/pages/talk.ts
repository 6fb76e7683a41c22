// Conversations in a browser: people who registered through the form, and what they see of a timeline.
import type { Page } from "playwright-core";
import type { Windows } from "../harness/for-this-file.ts";
import { type Device, type Person, signUp } from "../harness/people.ts";
import { type Screen, visit, type Visitor } from "./browser.ts";

export type Talker = Device & Visitor;

/** `origin` may be a proxy in front of the product. */
export const openDevice = async (
  browser: Windows,
  origin: string,
  device: Device,
  screen: Screen,
): Promise<Talker> => ({ ...device, ...(await visit(browser, origin, screen, device)) });

/** `through`: the proxy that stands before the product. */
export const openTalker = async (
  browser: Windows,
  origin: string,
  name: string,
  screen: Screen,
  through = origin,
): Promise<Talker> => openDevice(browser, through, await signUp(origin, name), screen);

export const begin = async (
  by: Person,
  others: readonly { readonly id: string }[],
  title?: string,
): Promise<string> => {
  const group = title === undefined ? { kind: "direct" } : { kind: "group", title };
  const body = { ...group, memberIds: others.map(({ id }) => id), encryption: "none" };
  return (await by.call<{ conversation: { id: string } }>("POST", "/conversations", body)).conversation.id;
};

export const openTalk = async ({ page }: Pick<Talker, "page">, id: string): Promise<void> => {
  await page.goto(`/messages/${id}`);
  await page.locator(".composer textarea").waitFor();
};

export const closeAll = (people: readonly Pick<Talker, "context">[]) =>
  Promise.all(people.map(({ context }) => context.close()));

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

/** As much as anybody may say at once. */
export const BURST = 40;

/** Each of them says as much as one may at once, by the command door; answers how many that were. */
export const fill = async (people: readonly Person[], id: string, word = "Row"): Promise<number> => {
  for (const [index, { call }] of people.entries()) {
    const commands = Array.from({ length: BURST }, (_, n) => ({
      type: "command",
      n: n + 1,
      since: 0,
      floor: 1,
      name: "send",
      data: { body: { kind: "plain", text: `${word} ${index * BURST + n + 1} of the table` } },
    }));
    const answer = await call("POST", `/live/${id}/commands`, { client: `filler-${word}-${index}`, commands });
    if (JSON.stringify(answer).includes("reject")) throw new Error(JSON.stringify(answer));
  }
  return people.length * BURST;
};

type Past = { readonly seq: number; readonly text: string | null };

/** What the product holds behind `after`, folded; null for what was taken back. */
export const pastOf = async ({ call }: Person, id: string, after: number): Promise<readonly Past[]> => {
  type Page = {
    readonly items: readonly { readonly seq: number; readonly body: { readonly text: string } | null }[];
    readonly nextCursor: string | null;
  };
  const past: Past[] = [];
  for (let before = ""; ;) {
    const page: Page = await call("GET", `/conversations/${id}/messages?limit=100${before}`);
    const items = page.items.filter(({ seq }) => seq > after);
    past.unshift(...items.map(({ seq, body }) => ({ seq, text: body?.text ?? null })));
    if (page.nextCursor === null || items.length < page.items.length) return past;
    before = `&before=${page.nextCursor}`;
  }
};

export type SeenRow = Past & {
  /** Of the first of a run of messages. */
  readonly by: string | null;
  readonly reactions: readonly { readonly emoji: string; readonly count: string }[];
};

/** Scrolls from where one is, up until `oldest` or down to the end, and reads every message on the way as the page shows it. */
export const readThrough = (page: Page, oldest: number | null): Promise<readonly SeenRow[]> =>
  page.evaluate(async (upTo) => {
    const scroller = document.querySelector<HTMLElement>(".talk-scroll");
    if (scroller === null) throw new Error("no timeline");
    const read = new Map<number, SeenRow>();
    const collect = () => {
      for (const row of document.querySelectorAll<HTMLElement>(".talk-row")) {
        const words = row.querySelector("article > p");
        if (words === null) continue;
        const own = words.cloneNode(true) as Element;
        own.querySelector(":scope > .edited-mark")?.remove();
        const seq = Number(row.dataset["key"]);
        read.set(seq, {
          seq,
          text: words.className === "tombstone" ? null : own.textContent,
          by: row.querySelector(".by")?.firstChild?.textContent ?? null,
          reactions: [...row.querySelectorAll(".reactions button")].map((button) => ({
            emoji: button.querySelector(".emo")?.textContent ?? "",
            count: button.lastElementChild?.textContent ?? "",
          })),
        });
      }
    };
    for (;;) {
      collect();
      if (upTo === null && scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 2) break;
      if (upTo !== null && read.has(upTo)) break;
      scroller.scrollBy(0, (upTo === null ? 0.7 : -0.7) * scroller.clientHeight);
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    }
    return [...read.values()].toSorted((one, other) => one.seq - other.seq);
  }, oldest);

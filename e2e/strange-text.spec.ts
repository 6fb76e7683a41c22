// What people paste and what they attack with, in a real page: sent, edited, as title, handle, name and reaction. Every word
// stands there as it was written, and nothing of it ever runs.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { isOneEmoji } from "../core/domain/conversations/emoji.ts";
import { ConversationTitle, MessageBody } from "../core/protocol/conversations.ts";
import { UserName } from "../core/protocol/users.ts";
import { type Person, signUp, sitDownAsGuest } from "./harness/people.ts";
import { plain, pour, type Poured, WIDE_BURST, WIDE_LIMITS } from "./harness/pour.ts";
import { useBrowser, useProduct } from "./harness/for-this-file.ts";
import { isProof } from "./harness/proofs.ts";
import { begin, closeAll, openTalk, openTalker, readThrough, said, type Talker, write } from "./pages/talk.ts";

const corpora = process.env["CORPORA_DIR"] ?? path.resolve(import.meta.dirname, "../../shared/corpora");
const abuse = path.join(corpora, "text-abuse");
const isThere = existsSync(abuse);
const read = (file: string): string => (isThere ? readFileSync(path.join(abuse, file), "utf8") : "");

/** Of the long lists every so many in `npm test`, all in a proof. */
const some = <T>(all: readonly T[], each: number): T[] => all.filter((_, index) => isProof || index % each === 0);
const unique = (all: readonly string[]): string[] => [...new Set(all)];

const NAUGHTY = (JSON.parse(read("blns.json") || "[]") as { s: string }[]).map(({ s }) => s);
const SCRIPTS = read("xss-payloadbox.txt").split("\n");
const EMOJI = read("unicode15/emoji-test.txt")
  .split("\n")
  .flatMap((line) => {
    const [, points, status] = /^([0-9A-F ]+?)\s*; (\S+)/.exec(line) ?? [];
    if (points === undefined) return [];
    const emoji = String.fromCodePoint(...points.split(" ").map((point) => Number.parseInt(point, 16)));
    return [{ emoji, isFull: status === "fully-qualified" }];
  });
const MOST_KINDS = 20;
const PEOPLE = isProof ? 60 : 12;
/** Of a group, with whoever made it. */
const MOST_MEMBERS = 900;

const product = useProduct({ isNeeded: isThere, vars: WIDE_LIMITS });
const browser = useBrowser();
let mara: Talker;
let guests: Person[];
/** What a script would leave behind. */
const alarms: string[] = [];

/** Calls of a script, before anything of the page runs. */
const listen = () => {
  const calls: string[] = [];
  Object.assign(globalThis, { calls });
  for (const name of ["alert", "confirm", "prompt", "print", "open"]) {
    Object.assign(globalThis, { [name]: (...said: unknown[]) => void calls.push(`${name}(${said.join()})`) });
  }
  document.addEventListener(
    "securitypolicyviolation",
    ({ violatedDirective, blockedURI, sourceFile, lineNumber, columnNumber }) => {
      calls.push(`policy ${violatedDirective} ${blockedURI} at ${sourceFile}:${lineNumber}:${columnNumber}`);
    },
  );
};

/** What a field takes, and takes as it is. */
const kept = (all: readonly string[], field: typeof UserName | typeof ConversationTitle): string[] =>
  all.filter((text) => {
    const parsed = field.safeParse(text);
    return parsed.success && parsed.data === text;
  });
const NAMES = kept(unique([...NAUGHTY, ...SCRIPTS]), UserName);

/** Several at a time: there may be thousands. */
const sitDown = async (names: readonly string[]): Promise<Person[]> => {
  const people: Person[] = [];
  const left = [...names.entries()];
  const seat = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      people[next[0]] = await sitDownAsGuest(product.origin, next[1]);
    }
  };
  await Promise.all([seat(), seat(), seat(), seat()]);
  return people;
};

/** Everybody says as much as everybody else. */
const say = (people: readonly Person[], id: string, commands: readonly Poured[]) =>
  pour(people, id, commands, Math.min(WIDE_BURST, Math.ceil(commands.length / people.length)));
const rename = (title: string): Poured => ({ name: "rename", data: { title } });

/** The lines between messages, from the newest up until there are so many; oldest first. */
const noticesOf = (page: Page, count: number): Promise<readonly string[]> =>
  page.evaluate(async (wanted) => {
    const scroller = document.querySelector<HTMLElement>(".talk-scroll");
    if (scroller === null) throw new Error("no timeline");
    scroller.scrollTo(0, scroller.scrollHeight);
    const read = new Map<number, string>();
    for (let still = 0; read.size < wanted && still < 200; still++) {
      const before = read.size;
      for (const row of document.querySelectorAll<HTMLElement>(".talk-row")) {
        const line = row.querySelector(".notice-line");
        if (line !== null) read.set(Number(row.dataset["key"]?.replace("notice-", "")), line.textContent ?? "");
      }
      if (read.size > before) still = 0;
      scroller.scrollBy(0, -0.7 * scroller.clientHeight);
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    }
    return [...read].toSorted(([one], [other]) => one - other).map(([, text]) => text);
  }, count);

const globalsOf = (page: Page) => page.evaluate(() => Object.getOwnPropertyNames(globalThis).toSorted());
const callsOf = (page: Page) => page.evaluate(() => (globalThis as unknown as { calls: string[] }).calls);

beforeAll(async () => {
  if (!isThere) return;
  const every = Math.floor(NAMES.length / PEOPLE);
  guests = await sitDown(Array.from({ length: PEOPLE }, (_, index) => NAMES[index * every] ?? "nobody"));
  mara = await openTalker(browser, product.origin, "Mara Okafor", { width: 1280, theme: "light" });
  await mara.page.addInitScript(listen);
  mara.page.on("dialog", (dialog) => {
    alarms.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  mara.context.on("request", (request) => {
    const url = new URL(request.url());
    const isOwn =
      url.origin === product.origin &&
      /^\/($|api\/|assets\/|emoji\/|icons\/|messages|login|people|settings)|\.(js|svg|webmanifest)$/.test(url.pathname);
    if (!isOwn) alarms.push(`request ${request.url()}`);
  });
  mara.context.on("page", (page) => alarms.push(`window ${page.url()}`));
}, 300_000);
describe.skipIf(!isThere)("C32 strange text in a page (needs CORPORA_DIR)", () => {
  it("stands there as it was sent or edited, under the name of whoever wrote it, and runs nowhere", async () => {
    const texts = unique([
      ...some(NAUGHTY, 2),
      ...some(SCRIPTS, 16),
      ...some(EMOJI, 16).map(({ emoji }) => emoji),
    ]).filter((text) => MessageBody.safeParse({ kind: "plain", text }).success);
    expect(texts.length).toBeGreaterThan(isProof ? 6_000 : 500);
    const id = await begin(mara, guests, "Strange text");
    const seqs = await say(guests, id, texts.map(plain));
    const edited = some(texts, 20);
    // Edits are by whoever wrote.
    const editedSeqs = await say(
      [mara],
      id,
      edited.map(() => plain("before")),
    );
    const edits = edited.map((text, index) => ({ seq: editedSeqs[index], body: { kind: "plain", text } }));
    await say(
      [mara],
      id,
      edits.map((data) => ({ name: "edit", data })),
    );

    await openTalk(mara, id);
    const before = await globalsOf(mara.page);
    const seen = new Map((await readThrough(mara.page, Math.min(...seqs))).map((row) => [row.seq, row]));
    const expected = [
      ...texts.map((text, index) => [seqs[index], text]),
      ...edited.map((text, index) => [editedSeqs[index], text]),
    ];
    expect(expected.map(([seq]) => [seq, seen.get(Number(seq))?.text])).toEqual(expected);
    const names = new Set(guests.map(({ name }) => name));
    const shown = new Set([...seen.values()].flatMap(({ by }) => by ?? []).filter((name) => name !== "Mara Okafor"));
    expect([...shown].filter((name) => !names.has(name))).toEqual([]);
    expect(shown.size).toBe(names.size);
    console.log(`${expected.length} strange texts and ${shown.size} strange names stand as they were written`);

    // Typed by a person, with their own keyboard.
    const pasted = unique(NAUGHTY)
      .filter(
        (text) =>
          MessageBody.safeParse({ kind: "plain", text }).success && text.trim() === text && !/[\r\n]/.test(text),
      )
      .filter((_, index) => isProof || index % 25 === 0);
    for (const text of pasted) {
      await write(mara.page, text);
      await expect.poll(async () => (await said(mara.page)).at(-1)).toBe(text);
    }
    expect(await globalsOf(mara.page)).toEqual(before);
    expect(await callsOf(mara.page)).toEqual([]);
    expect([...alarms, ...mara.faults]).toEqual([]);
  });

  it("C8 each fully-qualified emoji is one reaction", async () => {
    const full = some(
      EMOJI.filter(({ isFull }) => isFull),
      8,
    ).map(({ emoji }) => emoji);
    expect(full.every(isOneEmoji)).toBe(true);
    const id = await begin(mara, guests, "Reactions");
    const [first] = guests as [Person];
    const messages = Array.from({ length: Math.ceil(full.length / MOST_KINDS) }, (_, index) => `Message ${index}`);
    const seqs = await say([first, ...guests.slice(1, 10)], id, messages.map(plain));
    const places = full.map((emoji, index) => ({ seq: seqs[Math.floor(index / MOST_KINDS)] ?? 0, emoji }));
    await say(
      guests,
      id,
      places.map((data) => ({ name: "react", data: { ...data, on: true } })),
    );
    await openTalk(mara, id);
    const seen = await readThrough(mara.page, Math.min(...seqs));
    const reactions = seen.flatMap(({ seq, reactions: all }) =>
      all.map(({ emoji, count }) => `${seq} ${emoji} ${count}`),
    );
    expect(reactions.toSorted()).toEqual(places.map(({ seq, emoji }) => `${seq} ${emoji} 1`).toSorted());
    console.log(`${reactions.length} emoji are one reaction each`);
  });

  it("titles stand as they are, over the conversation and between its messages", async () => {
    const titles = kept(unique([...some(NAUGHTY, 12), ...some(SCRIPTS, 150)]), ConversationTitle);
    expect(titles.length).toBeGreaterThan(isProof ? 3_300 : 40);
    const id = await begin(mara, guests.slice(0, 1), "A title");
    await openTalk(mara, id);
    const { page } = mara;
    const before = await globalsOf(page);
    const heading = page.locator(".talk-head h2");
    // Every so many by itself, to be seen over the conversation; the page is told of all of them.
    for (let from = 0; from < titles.length; from += 40) {
      const next = titles.slice(from, from + 40);
      await say([mara], id, next.map(rename));
      await expect.poll(() => heading.textContent(), { interval: 20 }).toBe(next.at(-1));
    }
    const told = await noticesOf(page, titles.length);
    expect(told).toEqual(titles.map((title) => `Mara Okafor named the group ${title}`));
    console.log(`${told.length} strange titles stand as they were given`);
    expect(await globalsOf(page)).toEqual(before);
    expect(await callsOf(page)).toEqual([]);
    expect([...alarms, ...mara.faults]).toEqual([]);
  });

  it("names stand as they are in the list of a group", async () => {
    const people = await sitDown(some(NAMES, 120));
    expect(people.length).toBeGreaterThan(isProof ? 2_500 : 20);
    let shown = 0;
    for (let from = 0; from < people.length; from += MOST_MEMBERS) {
      const members = people.slice(from, from + MOST_MEMBERS);
      const id = await begin(mara, members, "Names");
      await openTalk(mara, id);
      await mara.page.getByRole("button", { name: `${(members.length + 1).toLocaleString("en-GB")} members` }).click();
      const list = mara.page.getByRole("dialog").locator(".person-row .font-medium");
      await expect.poll(() => list.count(), { timeout: 30_000 }).toBe(members.length + 1);
      const names = await list.allTextContents();
      expect(names.toSorted()).toEqual(["Mara Okafor", ...members.map(({ name }) => name)].toSorted());
      shown += members.length;
    }
    console.log(`${shown} strange names stand as they were given`);
    expect(await callsOf(mara.page)).toEqual([]);
    expect([...alarms, ...mara.faults]).toEqual([]);
  });

  it("handles stand as they are, or are refused", async () => {
    const handles = unique([...some(NAUGHTY, 4), ...some(SCRIPTS, 100)]);
    const answers: (string | null)[] = [];
    const left = [...handles];
    const ask = async ({ call }: Person): Promise<void> => {
      for (let handle = left.shift(); handle !== undefined; handle = left.shift()) {
        const answer = await call<{ handle: string }>("PUT", "/me/handle", { handle }).catch((error: unknown) =>
          String(error),
        );
        if (typeof answer === "string") expect(answer).toMatch(/: 4\d\d /);
        else {
          expect(answer.handle).toMatch(/^[a-z0-9_]{3,30}$/);
          // Nothing else was made of it.
          expect(answer.handle).toBe(handle.replace(/^@/, "").trim().toLowerCase());
        }
        answers.push(typeof answer === "string" ? null : answer.handle);
      }
    };
    const others = await Promise.all(["Lena", "Noor", "Jonas"].map((name) => signUp(product.origin, name)));
    await Promise.all([mara, ...others].map(ask));
    const { handle } = await mara.call<{ handle: string }>("PUT", "/me/handle", { handle: "mara_okafor" });
    await mara.page.goto(`/people/${handle}`);
    await mara.page.getByText("@mara_okafor").first().waitFor();
    const taken = answers.filter((answer) => answer !== null);
    console.log(`${taken.length} of ${answers.length} strange handles were handles`);
    expect(answers.length).toBe(handles.length);
    expect(await callsOf(mara.page)).toEqual([]);
    expect([...alarms, ...mara.faults]).toEqual([]);
    await closeAll([mara]);
  });
});

// What people paste and what they attack with, in a real page: sent, edited, as title, handle, name and reaction. Every word
// stands there as it was written, and nothing of it ever runs.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { isOneEmoji } from "../core/domain/conversations/emoji.ts";
import { ConversationTitle, MessageBody } from "../core/protocol/conversations.ts";
import { UserName } from "../core/protocol/users.ts";
import { TalkPage } from "./harness/live-page.ts";
import { type Person, sitDownAsGuest } from "./harness/people.ts";
import { plain, pour } from "./harness/pour.ts";
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

const product = useProduct({ isNeeded: isThere });
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

const globalsOf = (page: Page) => page.evaluate(() => Object.getOwnPropertyNames(globalThis).toSorted());
const callsOf = (page: Page) => page.evaluate(() => (globalThis as unknown as { calls: string[] }).calls);

beforeAll(async () => {
  if (!isThere) return;
  const names = unique([...NAUGHTY, ...SCRIPTS]).filter((name) => {
    const parsed = UserName.safeParse(name);
    return parsed.success && parsed.data === name;
  });
  const every = Math.floor(names.length / PEOPLE);
  guests = [];
  for (let index = 0; index < PEOPLE; index++) {
    guests.push(await sitDownAsGuest(product.origin, names[index * every] ?? "nobody"));
  }
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
    // One person after the other would wait a second for every twenty; edits are by whoever wrote, so those by one.
    const seqs = await pour(guests, id, texts.map(plain));
    const editor = new TalkPage(product.origin, id, mara);
    await editor.until(() => editor.live.isCaughtUp);
    const edited = some(texts, 20).slice(0, isProof ? 400 : 30);
    const editedSeqs: number[] = [];
    for (const text of edited) {
      const sent = await editor.say("before");
      if (!sent.ok || sent.seq === null) throw new Error("not sent");
      await editor.command("edit", { seq: sent.seq, body: { kind: "plain", text } });
      editedSeqs.push(sent.seq);
    }
    editor.close();

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
    const seqs = await pour([first, ...guests.slice(1, 10)], id, messages.map(plain));
    const places = full.map((emoji, index) => ({ seq: seqs[Math.floor(index / MOST_KINDS)] ?? 0, emoji }));
    await pour(
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

  it("titles and handles stand as they are, or are refused", async () => {
    const titles = unique([...some(NAUGHTY, 12), ...some(SCRIPTS, 150)]).filter((text) => {
      const parsed = ConversationTitle.safeParse(text);
      return parsed.success && parsed.data === text;
    });
    const id = await begin(mara, guests.slice(0, 1), "A title");
    await openTalk(mara, id);
    const owner = new TalkPage(product.origin, id, mara);
    await owner.until(() => owner.live.isCaughtUp);
    for (const title of titles) {
      expect(await owner.command("rename", { title })).toMatchObject({ ok: true });
      const heading = mara.page.locator(".talk-head h2");
      await expect.poll(() => heading.textContent()).toBe(title);
    }
    owner.close();

    const handles = unique([...some(NAUGHTY, 4), ...some(SCRIPTS, 100)]);
    let taken = 0;
    for (const handle of handles) {
      const answer = await mara
        .call<{ handle: string }>("PUT", "/me/handle", { handle })
        .catch((error: unknown) => String(error));
      if (typeof answer === "string") expect(answer).toMatch(/: 4\d\d /);
      else {
        taken += 1;
        expect(answer.handle).toMatch(/^[a-z0-9_]{3,30}$/);
      }
    }
    const { handle } = await mara.call<{ handle: string }>("PUT", "/me/handle", { handle: "mara_okafor" });
    await mara.page.goto(`/people/${handle}`);
    await mara.page.getByText("@mara_okafor").first().waitFor();
    console.log(`${titles.length} strange titles shown, ${taken} of ${handles.length} strange handles were handles`);
    expect(await callsOf(mara.page)).toEqual([]);
    expect([...alarms, ...mara.faults]).toEqual([]);
    await closeAll([mara]);
  });
});

// A channel's log replayed into a group of fifty over real sockets, some of which are cut at any moment: the same order and
// the same text on every page, nothing lost, nothing twice, every reply where it belongs.
import { existsSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { readIrcFolder } from "../scripts/chat-log.ts";
import { TalkPage } from "./harness/live-page.ts";
import { type Person, signUp, sitDownAsGuest } from "./harness/people.ts";
import { useProduct } from "./harness/for-this-file.ts";
import { sized } from "./harness/proofs.ts";

const corpora = process.env["CORPORA_DIR"] ?? path.resolve(import.meta.dirname, "../../shared/corpora");
const folder = path.join(corpora, "chat-history/irc-ubuntu/dev");
/** The beginning of the log, so that everything is proved in minutes; the whole of it by `npm run proofs`. */
const MESSAGES = Number(process.env["REPLAY_MESSAGES"] ?? sized(11_612, 3_000));
const PEOPLE = 50;
/** Unanswered at a time, all people together. */
const WINDOW = 60;
/** One page is cut for so many messages. */
const CUT_EVERY = 25;

const product = useProduct({ isNeeded: existsSync(folder) });

type Said = { readonly text: string; readonly replyTo: number | null };

test.skipIf(!existsSync(folder))(
  `${MESSAGES} messages of a real channel reach ${PEOPLE} people alike (needs CORPORA_DIR)`,
  { timeout: 900_000 },
  async () => {
    const messages = readIrcFolder(folder).slice(0, MESSAGES);
    const owner = await signUp(product.origin, "Owner");
    const people: Person[] = [owner];
    for (let index = 1; index < PEOPLE; index++) people.push(await sitDownAsGuest(product.origin, `Guest ${index}`));
    const { conversation } = await owner.call<{ conversation: { id: string } }>("POST", "/conversations", {
      kind: "group",
      memberIds: people.slice(1).map(({ id }) => id),
      title: "#ubuntu",
      encryption: "none",
    });
    const pages = people.map((person) => new TalkPage(product.origin, conversation.id, person));
    await Promise.all(pages.map((page) => page.until(() => page.live.isCaughtUp)));

    const authors = [...new Set(messages.map(({ author }) => author))];
    const pageOf = new Map(authors.map((author, index) => [author, pages[index % PEOPLE] as TalkPage]));
    const startedAt = performance.now();
    const seqs: Promise<number>[] = [];
    const unanswered = new Set<Promise<number>>();
    for (const [index, { author, text, replyTo }] of messages.entries()) {
      const target = replyTo === null ? undefined : await seqs[replyTo];
      const sent = (pageOf.get(author) as TalkPage).say(text, target).then((settled) => {
        if (!settled.ok || settled.seq === null) throw new Error(`not sent: ${JSON.stringify(settled)}`);
        return settled.seq;
      });
      seqs.push(sent);
      unanswered.add(sent);
      void sent.finally(() => unanswered.delete(sent)).catch(() => {});
      if (index % CUT_EVERY === CUT_EVERY - 1) pages[Math.floor(Math.random() * PEOPLE)]?.cut();
      if (unanswered.size >= WINDOW) await Promise.race(unanswered);
    }
    const placed = await Promise.all(seqs);
    const head = Math.max(...placed);
    await Promise.all(pages.map((page) => page.until(() => page.live.have >= head)));
    const seconds = (performance.now() - startedAt) / 1_000;
    console.log(
      `${messages.length} messages to ${PEOPLE} people in ${seconds.toFixed(1)} s: ${Math.round((messages.length * PEOPLE) / seconds)} deliveries/s`,
    );

    expect(new Set(placed).size).toBe(messages.length);
    const expected = new Map<number, Said>();
    for (const [index, { text, replyTo }] of messages.entries()) {
      expected.set(placed[index] ?? 0, { text, replyTo: replyTo === null ? null : (placed[replyTo] ?? null) });
    }
    const reference = pages[0] as TalkPage;
    for (const page of pages) {
      const said = page.seen.filter(({ name }) => name === "sent");
      // A page that was cut for long may have been given a snapshot: what it saw is right, and so is where it ends.
      for (const { seq, data } of said) {
        const { body, replyTo } = data as { body: { text: string }; replyTo: number | null };
        expect({ text: body.text, replyTo }).toEqual(expected.get(seq));
      }
      const order = said.map(({ seq }) => seq);
      expect(order).toEqual([...new Set(order)].toSorted((one, other) => one - other));
      expect(page.state.messages).toEqual(reference.state.messages);
    }

    const past: Said[] = [];
    for (let before: string | null = String(head + 1); before !== null;) {
      type History = { items: (Said & { body: { text: string } })[]; nextCursor: string | null };
      const read: History = await owner.call(
        "GET",
        `/conversations/${conversation.id}/messages?before=${before}&limit=100`,
      );
      past.unshift(...read.items.map(({ body, replyTo }) => ({ text: body.text, replyTo })));
      before = read.nextCursor;
    }
    expect(past).toEqual([...expected.keys()].toSorted((one, other) => one - other).map((seq) => expected.get(seq)));
    expect(past.filter(({ replyTo }) => replyTo !== null)).toHaveLength(
      messages.filter(({ replyTo }) => replyTo !== null).length,
    );
    for (const page of pages) page.close();
  },
);

// The runtime is killed while twenty people write: nothing that was acknowledged is missing, nothing is there twice.
import { expect, test } from "vitest";
import { TalkPage } from "./harness/live-page.ts";
import { type Person, signUp, sitDownAsGuest } from "./harness/people.ts";
import { pastOf } from "./pages/talk.ts";
import { useProduct } from "./harness/for-this-file.ts";

const PAGES = 20;
const LINES = 40;
const BETWEEN_MS = 60;
const KILLS = 2;

const product = useProduct();

type Sent = { readonly seq: number; readonly data: { readonly body: { readonly text: string } } };

test("kill -9 under load: every acknowledgement has its message, once", { timeout: 180_000 }, async () => {
  const owner = await signUp(product.origin, "Owner");
  const people: Person[] = [owner];
  for (let index = 1; index < PAGES; index++) people.push(await sitDownAsGuest(product.origin, `Guest ${index}`));
  const { conversation } = await owner.call<{ conversation: { id: string } }>("POST", "/conversations", {
    kind: "group",
    memberIds: people.slice(1).map(({ id }) => id),
    title: "Crash",
    encryption: "none",
  });
  const pages = people.map((person) => new TalkPage(product.origin, conversation.id, person));
  await Promise.all(pages.map((page) => page.until(() => page.live.isCaughtUp)));

  const writing = pages.map(async (page, index) => {
    const settled = [];
    for (let line = 1; line <= LINES; line++) {
      settled.push(page.say(`${index}/${line}`));
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
    }
    return Promise.all(settled);
  });
  const [first] = pages as [TalkPage];
  for (let kill = 1; kill <= KILLS; kill++) {
    await first.until(() => first.acknowledged.length >= (LINES * kill) / (KILLS + 2));
    process.kill(product.workerdPid(), "SIGKILL");
    const welcomes = first.welcomedAt.length;
    await first.until(() => first.welcomedAt.length > welcomes);
  }
  const settled = (await Promise.all(writing)).flat();
  expect(settled.every((one) => one.ok)).toBe(true);
  const head = Math.max(...pages.map((page) => page.live.have));
  await Promise.all(pages.map((page) => page.until(() => page.live.have >= head)));

  // What the pages remember may be more than what survived: the product's own log decides.
  const log = new Map((await pastOf(owner, conversation.id, 0)).map(({ seq, text }) => [seq, text]));
  const said = Array.from({ length: PAGES }, (_, index) =>
    Array.from({ length: LINES }, (__, line) => `${index}/${line + 1}`),
  ).flat();
  expect([...log.values()].toSorted()).toEqual(said.toSorted());
  for (const page of pages) {
    // A page that was away for long was given a snapshot: what it saw is right, and so is where it ends.
    const seen = page.seen.filter(({ name }) => name === "sent");
    expect(new Set(seen.map(({ seq }) => seq)).size).toBe(seen.length);
    const texts = seen.map(({ seq, data }) => [seq, (data as Sent["data"]).body.text]);
    expect(texts).toEqual(seen.map(({ seq }) => [seq, log.get(seq)]));
    expect(page.state).toEqual(first.state);
  }
  for (const [index, page] of pages.entries()) {
    const acknowledged = page.acknowledged.map(({ seq }) => log.get(seq ?? 0));
    expect(acknowledged).toEqual(Array.from({ length: LINES }, (_, line) => `${index}/${line + 1}`));
    page.close();
  }
});

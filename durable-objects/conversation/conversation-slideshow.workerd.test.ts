// A slideshow in a real conversation: whoever shows first presents, one row a change, and it closes with the last of it.
import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { newDeck } from "../shell/deck.fixture.ts";
import { countRowsWritten } from "../shell/rows-written.fixture.ts";
import { ConversationPage, newPerson, openConversation } from "./conversation-client.fixture.ts";

const openShowings = async (deckId: string): Promise<number> =>
  (
    await env.DB.prepare("SELECT count(*) AS n FROM deck_showings WHERE deck_id = ?")
      .bind(deckId)
      .first<{ n: number }>()
  )?.n ?? -1;

const drive = (page: ConversationPage, name: string, data: Record<string, unknown> = {}) =>
  page.command(name, { fence: page.state.driver?.fence ?? 0, ...data });

test("K15 K17 two people present in turn: one row each time, and what is hidden is closed", async () => {
  const people = [newPerson("Ada"), newPerson("Bob"), newPerson("Cleo")] as const;
  const { id, stub } = await openConversation(people);
  const pages = await Promise.all(people.map((person) => ConversationPage.open(id, person)));
  const [ada, bob] = pages as [ConversationPage, ConversationPage, ConversationPage];
  const [adas, bobs] = await Promise.all([newDeck(people[0].user, 3), newDeck(people[1].user, 3)]);

  await runDurableObjectAlarm(stub);
  const rows = await countRowsWritten(stub, () => drive(bob, "show", { deckId: bobs }));
  expect(rows).toBe(1);
  expect(bob.state.driver).toEqual({ holder: people[1].user, fence: 1 });
  expect(await openShowings(bobs)).toBe(1);
  await ada.until(() => ada.state.show !== undefined);
  expect(await countRowsWritten(stub, () => drive(bob, "go", { index: 2 }))).toBe(1);
  expect(await drive(ada, "show", { deckId: adas })).toMatchObject({ code: "not_driver" });
  expect(await openShowings(adas)).toBe(0);

  expect(await drive(bob, "hide")).toMatchObject({ ok: true });
  await ada.until(() => ada.state.driver?.holder === null);
  expect(await drive(ada, "show", { deckId: adas, index: 1 })).toMatchObject({ ok: true });
  await bob.until(() => bob.state.show?.to === 1);
  await expect.poll(() => openShowings(bobs), { timeout: 20_000 }).toBe(0);
  expect(await openShowings(adas)).toBe(1);
});

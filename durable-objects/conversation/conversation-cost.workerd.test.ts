// What a conversation costs, from counted units and the platform's prices.
import { runDurableObjectAlarm } from "cloudflare:test";
import { afterEach, expect, test, vi } from "vitest";
import { countRowsWritten } from "../shell/rows-written.fixture.ts";
import { ConversationPage, newPerson, openConversation } from "./conversation-client.fixture.ts";

afterEach(() => {
  vi.useRealTimers();
});

/** Dollars for a million: rows written here or in the directory, messages in, and a handler of five milliseconds each. */
const PRICE = { row: 1, messageIn: 0.0075, handler: 0.008 };
const MESSAGES = 240;
const EVERY_MS = 5_000;
const DOLLARS_AT_MOST = 1.2;

test("C26 a million messages of ten people who have it open, one in five seconds, cost at most $1.20", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2036-11-16T08:02:00Z") });
  const people = Array.from({ length: 10 }, (_, index) => newPerson(`Person ${index}`));
  const { id, stub } = await openConversation(people);
  const pages = await Promise.all(people.map((one) => ConversationPage.open(id, one)));
  await runDurableObjectAlarm(stub);
  let directoryRows = 0;
  const rows = await countRowsWritten(stub, async () => {
    for (let index = 0; index < MESSAGES; index++) {
      vi.setSystemTime(Date.now() + EVERY_MS);
      // The platform stamps pings with the real clock; under a held one, hello is the sign of life.
      if (index % 8 === 0) await Promise.all(pages.map((page) => page.hello()));
      await pages[index % pages.length]?.say(`Message ${index}, about as long as people write them.`);
      // Last activity: one row, however many belong to it.
      if (await runDurableObjectAlarm(stub)) directoryRows += 1;
    }
  });
  const units = (rows + directoryRows) / MESSAGES;
  const dollars = units * PRICE.row + PRICE.messageIn + PRICE.handler;
  // oxlint-disable-next-line no-console -- the figure is what the test is for
  console.log(`a million messages of a 10-member group: ${units.toFixed(3)} rows each, $${dollars.toFixed(3)}`);
  expect(dollars).toBeLessThanOrEqual(DOLLARS_AT_MOST);
});

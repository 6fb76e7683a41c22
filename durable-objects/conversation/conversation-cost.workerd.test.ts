// What a conversation costs, from counted units and the platform's prices.
import { runDurableObjectAlarm } from "cloudflare:test";
import { afterEach, expect, test, vi } from "vitest";
import { add, dollarsOf, meter, tellCost, times } from "../shell/cost-meter.fixture.ts";
import { ConversationPage, newPerson, openConversation } from "./conversation-client.fixture.ts";

afterEach(() => {
  vi.useRealTimers();
});

const MESSAGES = 240;
const EVERY_MS = 5_000;
const MILLION = 1e6;
const DOLLARS_AT_MOST = 1.2;

test("C26 a million messages of ten people who have it open, one in five seconds, cost at most $1.20", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2036-11-16T08:02:00Z") });
  const people = Array.from({ length: 10 }, (_, index) => newPerson(`Person ${index}`));
  const { id, stub } = await openConversation(people);
  const pages = await Promise.all(people.map((one) => ConversationPage.open(id, one)));
  await runDurableObjectAlarm(stub);
  let directoryRows = 0;
  let lifeSigns = 0;
  const units = await meter(stub, async () => {
    for (let index = 0; index < MESSAGES; index++) {
      vi.setSystemTime(Date.now() + EVERY_MS);
      // The platform stamps pings with the real clock; under a held one, hello is the sign of life.
      if (index % 8 === 0) {
        await Promise.all(pages.map((page) => page.hello()));
        lifeSigns += 2 * pages.length;
      }
      await pages[index % pages.length]?.say(`Message ${index}, about as long as people write them.`);
      // Last activity: one row, however many belong to it.
      if (await runDurableObjectAlarm(stub)) directoryRows += 1;
    }
  });
  // Pings are answered by the platform and cost nothing; what stood for them here is taken out again.
  const spent = add(units, { databaseRows: directoryRows, socketMessages: -lifeSigns });
  const million = times(spent, MILLION / MESSAGES);
  // oxlint-disable-next-line no-console -- the figure is what the test is for
  console.log(tellCost("one message of a 10-member group", times(spent, 1 / MESSAGES)));
  expect(spent.socketMessages).toBe(MESSAGES);
  expect(dollarsOf(million)).toBeLessThanOrEqual(DOLLARS_AT_MOST);
});

// What a room of fifty costs while they work, from counted units and the platform's prices.
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, expect, test, vi } from "vitest";
import { RENEW_EVERY_MS } from "#core/domain/token-renewal.ts";
import { SNAPSHOT_EVERY_ROWS } from "../shell/log.ts";
import { add, dollarsOf, meter, tellCost, times, type Units } from "../shell/cost-meter.fixture.ts";
import { holdClock, newPerson, openRoom, pass, RoomClient, SHORT, showLife } from "./room-client.fixture.ts";

afterEach(() => {
  vi.useRealTimers();
});

const PEOPLE = 50;
const ROWS_AT_MOST = 60;
const DOLLARS_AN_HOUR_AT_MOST = 1e-4;
/** With the room on screen, each of the first three visible members looks every four seconds. */
const LOOKS_AN_HOUR = (3 * 3_600) / 4;
/** Every page hands in a fresh token somewhat before the old one ends, and wakes a room that sleeps: hidden pages too. */
const RENEWALS_AN_HOUR = (PEOPLE * 3_600_000) / RENEW_EVERY_MS;
/** A wake reads the log from its last snapshot on, in the worst case all of that, and these (`npm run bench:awake`). */
const OTHER_ROWS_OF_A_WAKE = 18;
/** Each of fifty streaks is called and writes one row for its receipt. */
const STREAKS: Partial<Units> = { requests: PEOPLE, rowsWritten: PEOPLE };
/** The directory learns of the phase: its row and its index. */
const DIRECTORY: Partial<Units> = { databaseRows: 2 };

test(
  "L30 a focus phase of fifty costs at most 60 rows, an hour of it at most $0.0001",
  { timeout: 60_000 },
  async () => {
    holdClock();
    const creator = newPerson("Creator");
    const { id, stub } = await openRoom(creator, { plan: SHORT });
    const driver = await RoomClient.join(id, creator);
    const pages = [driver];
    for (let index = 1; index < PEOPLE; index++) pages.push(await RoomClient.join(id, newPerson(`Person ${index}`)));
    await driver.until(() => driver.state.roster.length === PEOPLE);
    await runDurableObjectAlarm(stub);
    await driver.drive("start");
    await runDurableObjectAlarm(stub);

    // However long a phase is, what it costs comes at its end.
    pass(SHORT.focusMs + 1);
    await showLife(pages);
    const focus = await meter(stub, async () => {
      await runDurableObjectAlarm(stub);
      await driver.until(() => driver.state.session?.settledBelow === 1);
    });
    expect(focus.rowsWritten + PEOPLE).toBeLessThanOrEqual(ROWS_AT_MOST);

    const looks = await meter(stub, async () => {
      for (const page of pages.slice(0, 3)) page.signal("watch", {});
      // Nothing answers a look where nothing changed: a command behind it tells that it was handled.
      expect(await driver.command("nonsense")).toMatchObject({ ok: false });
    });
    expect(looks).toMatchObject({ rowsWritten: 0 });
    const replayed = await runInDurableObject(stub, (_, { storage: { sql } }) =>
      sql.exec("SELECT 1 FROM segments WHERE first_seq > coalesce((SELECT seq FROM snapshots), 0)").toArray(),
    );
    expect(replayed.length).toBeLessThanOrEqual(SNAPSHOT_EVERY_ROWS);
    const renewal: Partial<Units> = { socketMessages: 1, rowsRead: SNAPSHOT_EVERY_ROWS + OTHER_ROWS_OF_A_WAKE };
    const oneLook = times(add(looks, { socketMessages: -1 }), 1 / 3);

    // Fifty minutes of work and ten of rest.
    const breakEnd = { requests: 1, rowsWritten: 2 };
    const renewals = times(add(renewal), RENEWALS_AN_HOUR);
    const work = add(focus, STREAKS, DIRECTORY, breakEnd, DIRECTORY);
    const hour = add(work, renewals);
    // Looked at every other second it does not sleep, so nothing wakes it.
    const looking = add(work, { socketMessages: RENEWALS_AN_HOUR }, times(oneLook, LOOKS_AN_HOUR));
    const told = [tellCost("an hour of a quiet room of fifty", hour), tellCost("with three looking", looking)];
    // oxlint-disable-next-line no-console -- the figure is what the test is for
    console.log(told.join("\n"));
    expect(dollarsOf(hour)).toBeLessThanOrEqual(DOLLARS_AN_HOUR_AT_MOST);
  },
);

// A11: the runtime is killed in mid-phase with fifty people in the room, who are all talking.
import { expect, test } from "vitest";
import { phaseAt } from "../core/domain/lock-in/schedule.ts";
import { LivePage } from "./harness/live-page.ts";
import { openRoom, type Person, signUp, sitDownAsGuest } from "./harness/people.ts";
import { useProduct } from "./harness/for-this-file.ts";

const PAGES = 50;

const product = useProduct();

test(
  "A11 kill -9 in mid-phase: all back within 5 s, the same phase end, no acknowledged command lost",
  { timeout: 180_000 },
  async () => {
    const owner = await signUp(product.origin, "Owner");
    const room = await openRoom(owner, { openChat: true });
    const people: Person[] = [owner];
    for (let index = 1; index < PAGES; index++) {
      const guest = await sitDownAsGuest(product.origin, `Guest ${index}`);
      await guest.call("POST", "/rooms/join", { code: room.code });
      people.push(guest);
    }
    const pages = people.map((person) => new LivePage(product.origin, room.id, person));
    await Promise.all(pages.map((page) => page.until(() => page.live.isCaughtUp)));
    const [driver] = pages as [LivePage];
    await driver.drive("start");
    await Promise.all(pages.map((page) => page.until(() => page.live.have >= driver.live.have)));
    const before = phaseAt(driver.state.plan, driver.state.schedule, Date.now());

    // Everybody talks through the crash; each waits for an answer before the next line.
    let isOver = false;
    const said = pages.map(async (page, index) => {
      // oxlint-disable-next-line no-unmodified-loop-condition -- it is set below, while this loop waits
      for (let line = 1; !isOver; line++) {
        await page.command("say", { text: `${index}/${line}` });
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    });
    await driver.until(() => driver.state.chat.length >= 50);
    const killedAt = performance.now();
    process.kill(product.workerdPid(), "SIGKILL");
    await Promise.all(
      pages.map((page) => page.until(() => (page.welcomedAt.at(-1) ?? 0) > killedAt && page.live.isCaughtUp)),
    );
    const backMs = Math.max(...pages.map((page) => (page.welcomedAt.find((at) => at > killedAt) ?? 0) - killedAt));
    console.log(`${PAGES} pages back after kill -9: the last after ${(backMs / 1000).toFixed(2)} s`);
    expect(backMs).toBeLessThanOrEqual(5_000);

    isOver = true;
    await Promise.all(said);
    const head = Math.max(...pages.map((page) => page.live.have));
    await Promise.all(pages.map((page) => page.until(() => page.live.have >= head)));
    const after = phaseAt(driver.state.plan, driver.state.schedule, Date.now());
    expect([after.index, after.endsAt]).toEqual([before.index, before.endsAt]);

    // A page that joins now is told the whole truth; every acknowledgement has its event there, once.
    const log = new Map<string, number[]>();
    const events = new Map(pages.flatMap((page) => page.seen.map((event) => [event.seq, event] as const)));
    for (const { by, seq } of events.values()) {
      if (by !== null) log.set(`${by.client}/${by.n}`, [...(log.get(`${by.client}/${by.n}`) ?? []), seq]);
    }
    let acknowledged = 0;
    for (const page of pages) {
      for (const { n, seq } of page.acknowledged) {
        if (seq === null) continue;
        acknowledged += 1;
        expect(log.get(`${page.live.client}/${n}`)).toEqual([seq]);
      }
      const texts = page.seen.filter(({ name, by }) => name === "said" && by?.client === page.live.client);
      expect(new Set(texts.map(({ data }) => (data as { text: string }).text)).size).toBe(texts.length);
    }
    expect(acknowledged).toBeGreaterThan(PAGES);
    for (const page of pages) page.close();
  },
);

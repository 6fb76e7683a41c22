// A slideshow in a real room: one driver, one row a change, late joiners exact, signals to whom they are for.
import { runDurableObjectAlarm } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { stageAt } from "#core/domain/slideshow/stage.ts";
import type { Signal } from "#core/protocol/frames.ts";
import { newDeck } from "../shell/deck.fixture.ts";
import { countRowsWritten } from "../shell/rows-written.fixture.ts";
import { hashOf } from "../shell/state-hash.ts";
import { newPerson, openRoom, RoomClient } from "./room-client.fixture.ts";

const hall = async (slides = 20) => {
  const [ada, bob] = [newPerson("Ada"), newPerson("Bob")];
  const { id, stub } = await openRoom(ada);
  const driver = await RoomClient.join(id, ada);
  const guest = await RoomClient.join(id, bob);
  const deckId = await newDeck(ada.user, slides);
  return { id, stub, ada, bob, driver, guest, deckId };
};

const signalsOf = (page: RoomClient): Signal[] => page.frames.filter((frame) => frame.type === "signal");

describe("a slideshow in a room", () => {
  test("K13 of a hundred go from two people only the driver's apply, and a stale fence none", async () => {
    const { driver, guest, deckId } = await hall();
    expect(await driver.drive("show", { deckId })).toMatchObject({ ok: true });
    const asked = Array.from({ length: 50 }, (_, index) => [
      driver.drive("go", { index: (1 + index) % 20 }),
      guest.drive("go", { index: (9 + index) % 20 }),
    ]).flat();
    const settled = await Promise.all(asked);
    expect(settled.filter((_, index) => index % 2 === 0).every(({ ok }) => ok)).toBe(true);
    const refused = settled.filter((_, index) => index % 2 === 1);
    expect(refused).toEqual(refused.map(() => ({ ok: false, code: "not_driver" })));
    expect(driver.state.show?.to).toBe(10);
    await driver.drive("pass_driver", { to: guest.live.welcome?.self.user });
    await guest.until(() => guest.state.driver.fence === driver.state.driver.fence);
    const stale = { fence: driver.state.driver.fence - 1 };
    expect(await guest.drive("go", { index: 3, ...stale })).toMatchObject({ code: "stale_fence" });
    expect(await guest.drive("go", { index: 3 })).toMatchObject({ ok: true });
  });

  test("K14 signals reach whom they are for", async () => {
    const { driver, guest, deckId, ada, bob } = await hall();
    guest.signal("laser", { x: 0.5, y: 0.5 });
    await driver.drive("show", { deckId });
    driver.signal("ready", { deckId, index: 1 });
    await guest.until(() => signalsOf(guest).length === 1);
    guest.signal("ready", { deckId, index: 1 });
    guest.signal("laser", { x: 0.1, y: 0.2 });
    guest.signal("reaction", { emoji: "👏" });
    await driver.until(() => signalsOf(driver).length === 2);
    driver.signal("laser", { x: 0.25, y: 0.75 });
    await guest.until(() => signalsOf(guest).length === 2);
    expect(signalsOf(driver)).toEqual([
      { type: "signal", name: "ready", by: bob.user, data: { deckId, index: 1 } },
      { type: "signal", name: "reaction", by: bob.user, data: { emoji: "👏" } },
    ]);
    expect(signalsOf(guest).map(({ name, by }) => [name, by])).toEqual([
      ["ready", ada.user],
      ["laser", ada.user],
    ]);
    guest.signal("laser", { x: 2, y: 0 });
    await guest.until(() => guest.last("reject")?.code === "unknown_signal");
  });

  test("K15 shown, went and played are a row each, signals none", async () => {
    const { stub, driver, guest, deckId } = await hall();
    await runDurableObjectAlarm(stub);
    const rows = (act: () => Promise<unknown>) => countRowsWritten(stub, act);
    expect(await rows(() => driver.drive("show", { deckId }))).toBe(1);
    expect(await rows(() => driver.drive("go", { index: 3 }))).toBe(1);
    expect(await rows(() => driver.drive("play", { intervalMs: 2_000 }))).toBe(1);
    const quiet = await rows(async () => {
      for (let index = 0; index < 10; index++) driver.signal("laser", { x: index / 10, y: 0 });
      await guest.until(() => signalsOf(guest).length === 10);
    });
    expect(quiet).toBe(0);
    expect(await rows(() => driver.drive("play", { intervalMs: 2_000 }))).toBe(0);
  });

  test("K16 a late joiner has the same slide and the same state, and others learn only of the arrival", async () => {
    const { id, driver, guest, deckId } = await hall();
    await driver.drive("start");
    await driver.drive("show", { deckId });
    await driver.drive("go", { index: 13 });
    await guest.until(() => guest.live.have === driver.live.have);
    const before = guest.live.have;
    const late = await RoomClient.join(id, newPerson("Late"));
    await Promise.all([driver, guest].map((page) => page.until(() => page.live.have === late.live.have)));
    expect(late.live.welcome?.stateHash).toBe(hashOf(driver.state));
    expect(late.state.show).toEqual(driver.state.show);
    expect(stageAt(late.state.show ?? never(), driver.state.show?.effectiveAt ?? 0).index).toBe(13);
    const learned = guest.frames.flatMap((frame) => (frame.type === "events" ? frame.events : []));
    expect(learned.filter(({ seq }) => seq > before).map(({ name }) => name)).toEqual(["joined"]);
  });
});

const never = (): never => {
  throw new Error("nothing is shown");
};

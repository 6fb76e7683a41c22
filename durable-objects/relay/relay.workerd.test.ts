// Relays in workerd: real rooms, relays and sockets, evicted and aborted. Ids Y… are those of SPEC.md.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Identity } from "#core/protocol/identity.ts";
import type { RoomId } from "#core/protocol/ids.ts";
import { newPerson, openRoom, roomStub } from "../lock-in-room/room-client.fixture.ts";
import { hashOf } from "../shell/state-hash.ts";
import { alike, crowded, dissolve, limit, openSomewhere, relayStub, type Seated, sit, SMALL } from "./relay.fixture.ts";

afterEach(async () => {
  vi.useRealTimers();
  await dissolve();
});

const rowsOf = (id: RoomId): Promise<number[]> =>
  runInDurableObject(roomStub(id), (_, { storage }) =>
    storage.sql
      .exec<{ place: number }>("SELECT place FROM relays ORDER BY place")
      .toArray()
      .map(({ place }) => place),
  );

const isWritten = (relay: ReturnType<typeof relayStub>): Promise<boolean> =>
  runInDurableObject(relay, (_, { storage }) => storage.sql.exec("SELECT 1 FROM cursor").toArray().length === 1);

/** Whoever leaves is closed, and hears no answer. */
const leave = ({ page }: Seated) =>
  page.send({ type: "command", n: 1, since: page.live.have, floor: 1, name: "leave", data: {} });

describe("who sits where", () => {
  test("Y1 a small room knows of no relay", async () => {
    const ada = newPerson("Ada");
    const { id } = await openRoom(ada);
    expect((await sit(id, ada)).place).toBeNull();
    expect(await rowsOf(id)).toEqual([]);
  });

  test("Y1 the room serves its first sockets itself, and relays the others, whoever they are", async () => {
    const { seats, audience } = await crowded();
    expect(seats.map(({ place }) => place)).toEqual([null, null, 1, 1]);
    expect(seats.map(({ isListening }) => isListening)).toEqual([false, false, false, false]);
    expect(audience.map(({ place, isListening }) => [place, isListening])).toEqual([
      [2, true],
      [2, true],
    ]);
  });

  test("Y1 the same person meets the same relay", async () => {
    const { id, audience } = await crowded(1);
    const again = newPerson("Again");
    const counted = () => audience[0]?.page.last("presence")?.crowd?.audience;
    const first = await sit(id, again);
    await audience[0]?.page.until(() => counted() === 2);
    first.page.socket.close(1000, "gone");
    await audience[0]?.page.until(() => counted() === 1);
    expect((await sit(id, again, first.page.live)).place).toBe(first.place);
    expect(audience[0]?.place).not.toBeNull();
  });

  test("Y3 a full public room may be listened to, one that is not public may not", async () => {
    const { audience, seats } = await crowded(1);
    const [listener] = audience as [Seated];
    expect(await listener.page.command("say", { text: "hello?" })).toMatchObject({ ok: false, code: "not_a_member" });
    expect(listener.page.state.roster.map(({ name }) => name)).toEqual(["Ada", "Ben", "Cleo", "Dev"]);
    expect(hashOf(listener.page.state)).toBe(hashOf(seats[0]?.page.state));
    const owner = newPerson("Owner");
    const { id } = await openRoom(owner, { visibility: "private" });
    await limit(id, { ...SMALL, ROOM_SEATS: "1" });
    expect((await openSomewhere(id, newPerson("Stranger"))).socket).toBe("not_found");
  });

  test("Y4 whoever listened and gets a seat comes again as a member", async () => {
    const { id, seats, audience } = await crowded(0);
    expect(audience).toEqual([]);
    const late = newPerson("Late");
    const listening = await sit(id, late);
    expect(await roomStub(id).admit(late, null)).toMatchObject({ ok: false, error: "room_full" });
    leave(seats[3] as Seated);
    await seats[3]?.page.untilClosed();
    expect(await roomStub(id).admit(late, null)).toMatchObject({ ok: true });
    expect(await listening.page.untilClosed()).toBe(1012);
    const seated = await sit(id, late, listening.page.live);
    expect(seated.isListening).toBe(false);
    expect(await seated.page.command("say", { text: "a seat" })).toMatchObject({ ok: true });
  });

  test("Y5 a crowd is counted", async () => {
    const { everybody } = await crowded(3);
    for (const { page } of everybody) {
      await page.until(() => page.last("presence")?.crowd?.audience === 3);
      expect(page.last("presence")?.crowd?.here).toBe(4);
      expect(page.last("presence")?.members).toHaveLength(4);
    }
  });

  test("Y8 an actor forgets a relay that nobody sits behind", async () => {
    const { id, seats, audience } = await crowded(1);
    expect(await rowsOf(id)).toEqual([1, 2]);
    // Those on their way count until their tickets have expired.
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 31_000 });
    for (const { page } of audience) {
      page.socket.close(1000, "gone");
      await page.untilClosed();
    }
    await vi.waitUntil(
      async () => {
        await seats[0]?.page.command("say", { text: "anybody?" });
        return (await rowsOf(id)).length === 1;
      },
      { timeout: 20_000, interval: 200 },
    );
  });
});

describe("one order", () => {
  test("Y2 whatever happens reaches everybody alike, and each command is settled where it was given", async () => {
    const { seats, everybody } = await crowded();
    for (const { page } of seats) expect(await page.command("say", { text: "from here" })).toMatchObject({ ok: true });
    await alike(everybody, seats[0]?.page.live.have ?? 0);
  });
});

describe("nothing is lost", () => {
  test("Y6 a relay that is killed, or evicted before it wrote down how far it was, sends its pages back; they miss nothing", async () => {
    const { id, people, seats, audience } = await crowded(1);
    const [ada, , cleo] = seats as [Seated, Seated, Seated];
    const [listener] = audience as [Seated];
    await cleo.page.command("say", { text: "before" });
    await runInDurableObject(relayStub(id, 1), (_, ctx) => ctx.abort("killed")).catch(() => {});
    await vi.waitUntil(() => isWritten(relayStub(id, 2)), { timeout: 30_000 });
    await runInDurableObject(relayStub(id, 2), (_, { storage }) => void storage.sql.exec("DELETE FROM cursor"));
    await evictDurableObject(relayStub(id, 2), { webSockets: "hibernate" });
    await ada.page.command("say", { text: "meanwhile" });
    await cleo.page.untilClosed();
    expect(await listener.page.untilClosed()).toBe(1012);
    const again = await sit(id, people[2] as Identity, cleo.page.live);
    const other = await sit(id, newPerson("Other"), listener.page.live);
    expect(await again.page.command("say", { text: "after" })).toMatchObject({ ok: true });
    await alike([ada, again, other], again.page.live.have);
  });

  test("Y6 a quiet one keeps its sockets and goes on where it was", async () => {
    const { id, seats, audience, everybody } = await crowded(1);
    await alike(everybody, seats[0]?.page.live.have ?? 0);
    const relays = [relayStub(id, 1), relayStub(id, 2)];
    await vi.waitUntil(async () => (await Promise.all(relays.map(isWritten))).every(Boolean), { timeout: 30_000 });
    for (const relay of relays) await evictDurableObject(relay, { webSockets: "hibernate" });
    expect(await seats[0]?.page.command("say", { text: "still there?" })).toMatchObject({ ok: true });
    expect(await seats[2]?.page.command("say", { text: "yes" })).toMatchObject({ ok: true });
    await alike(everybody, seats[2]?.page.live.have ?? 0);
    expect(audience[0]?.page.closedWith).toBeNull();
  });

  test("Y7 a root that dies is noticed: its relays go on with the next one", async () => {
    const { id, seats, audience } = await crowded(1);
    const behind = [seats[2], seats[3], audience[0]] as Seated[];
    await runInDurableObject(roomStub(id), (_, ctx) => ctx.abort("crash")).catch(() => {});
    expect(await behind[0]?.page.command("say", { text: "first" })).toMatchObject({ ok: true });
    expect(await behind[1]?.page.command("say", { text: "second" })).toMatchObject({ ok: true });
    await alike(behind, behind[1]?.page.live.have ?? 0);
  });
});

describe("whoever may not", () => {
  test("Y9 a ticket opens one socket behind one relay", async () => {
    const { id } = await crowded();
    const jti = crypto.randomUUID();
    const person = newPerson("Twice");
    expect((await openSomewhere(id, person, jti)).place).not.toBeNull();
    expect((await openSomewhere(id, person, jti)).socket).toBe("ticket_used");
  });

  test("Y10 a session that ends and a member who leaves are closed behind relays", async () => {
    const { id, people, seats } = await crowded(0);
    const listener = newPerson("Listener");
    const listening = await sit(id, listener);
    await roomStub(id).revokeSession(listener.session);
    expect(await listening.page.untilClosed()).toBe(4403);
    await roomStub(id).revokeSession((people[2] as Identity).session);
    expect(await seats[2]?.page.untilClosed()).toBe(4403);
    leave(seats[3] as Seated);
    expect(await seats[3]?.page.untilClosed()).toBe(4404);
  });

  test("Y10 a token that has expired receives nothing more", async () => {
    const { id, seats } = await crowded(0);
    const soon = { ...newPerson("Soon"), tokenExpiresAt: Date.now() + 60_000 };
    const listening = await sit(id, soon);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
    await seats[0]?.page.command("say", { text: "late" });
    expect(await listening.page.untilClosed()).toBe(4401);
  });
});

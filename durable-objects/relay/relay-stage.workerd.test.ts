// Slides and voice of a room with relays in workerd: what members and whoever listens have of them. Ids Y… are those of SPEC.md.
import { runInDurableObject } from "cloudflare:test";
import { afterEach, expect, test } from "vitest";
import type { Identity } from "#core/protocol/identity.ts";
import type { RoomId } from "#core/protocol/ids.ts";
import { newPerson, openRoom, type RoomClient, roomStub } from "../lock-in-room/room-client.fixture.ts";
import { newDeck } from "../shell/deck.fixture.ts";
import { alike, crowded, dissolve, type Seated, sit } from "./relay.fixture.ts";

const OFFER = { description: { type: "offer", sdp: "v=0" } };
const stayOf = ({ name }: Identity) => `stay-of-${name.toLowerCase()}`;

const heardBy = ({ page }: Seated) =>
  page.frames.flatMap((frame) => (frame.type === "signal" ? [[frame.name, frame.by]] : []));
const stays = (page: RoomClient) =>
  Object.fromEntries(
    (page.last("presence")?.members ?? []).flatMap(({ user, voice }) =>
      voice === undefined ? [] : [[user, voice.stay]],
    ),
  );

/** Two members at the room, two behind one relay, a listener behind another. */
const hall = async () => {
  const { id, people, seats, audience, everybody } = await crowded(1);
  const [ada, ben, cleo, dev] = seats as [Seated, Seated, Seated, Seated];
  const [listener] = audience as [Seated];
  return { id, people: people as [Identity, Identity, Identity, Identity], ada, ben, cleo, dev, listener, everybody };
};

/** Whether the pictures of what is shown are opened to them. */
const attends = async (id: RoomId, { user }: Identity) => {
  const asked = await roomStub(id).attends(user);
  return asked.ok && asked.value;
};

/** All that this listener has sent until now has been dealt with. */
const dealtWith = async ({ page }: Seated): Promise<void> => {
  expect(await page.command("say", { text: "hello?" })).toMatchObject({ ok: false, code: "not_a_member" });
};

afterEach(dissolve);

test("Y12 whoever listens sees the same slide as members, whoever drives, and drives nothing", async () => {
  const { id, people, ada, ben, cleo, dev, listener, everybody } = await hall();
  const [first, , third] = people;
  const deckId = await newDeck(first.user, 9);
  expect(await ada.page.drive("show", { deckId, index: 2 })).toMatchObject({ ok: true });
  expect(await ada.page.drive("go", { index: 5 })).toMatchObject({ ok: true });
  await alike(everybody, ada.page.live.have);
  expect(listener.page.state.show).toMatchObject({ deckId, from: 2, to: 5 });
  expect(await listener.page.drive("go", { index: 7 })).toMatchObject({ ok: false, code: "not_a_member" });

  expect(await ada.page.drive("pass_driver", { to: third.user })).toMatchObject({ ok: true });
  await alike(everybody, ada.page.live.have);
  expect(await cleo.page.drive("go", { index: 6 })).toMatchObject({ ok: true });
  expect(await cleo.page.drive("play", { intervalMs: 2_000 })).toMatchObject({ ok: true });
  const late = await sit(id, newPerson("Late"));
  expect(late.isListening).toBe(true);
  await alike([...everybody, late], cleo.page.live.have);
  expect(late.page.state.show).toMatchObject({ deckId, intervalMs: 2_000 });
  expect(late.page.state.show).toEqual(cleo.page.state.show);

  expect(await attends(id, people[1])).toBe(true);
  expect(await attends(id, newPerson("Listener"))).toBe(true);
  dev.page.send({ type: "command", n: 1, since: dev.page.live.have, floor: 1, name: "leave", data: {} });
  await dev.page.untilClosed();
  expect(await attends(id, newPerson("Listener"))).toBe(true);
  expect(await cleo.page.drive("hide")).toMatchObject({ ok: true });
  await alike([ada, ben, cleo, listener, late], cleo.page.live.have);
  expect(late.page.state.show).toBeUndefined();
});

test("Y12 pictures are opened to whoever may listen, and to nobody else who has no seat", async () => {
  const [owner, other] = [newPerson("Owner"), newPerson("Other")];
  for (const visibility of ["public", "unlisted"] as const) {
    const { id } = await openRoom(owner, { visibility });
    expect(await attends(id, owner)).toBe(true);
    expect(await attends(id, other)).toBe(false);
  }
});

test("Y12 what is pointed at reaches listeners too, what is told the driver the driver alone, and of a listener nothing", async () => {
  const { people, ada, ben, cleo, dev, listener, everybody } = await hall();
  const [first, second, third] = people;
  const deckId = await newDeck(first.user, 9);
  await ada.page.drive("show", { deckId });
  await ada.page.drive("pass_driver", { to: third.user });
  await alike(everybody, ada.page.live.have);

  listener.page.signal("laser", { x: 0.5, y: 0.5 });
  listener.page.signal("reaction", { emoji: "👏" });
  listener.page.signal("ready", { deckId, index: 1 });
  await dealtWith(listener);
  ben.page.signal("ready", { deckId, index: 1 });
  await cleo.page.until(() => heardBy(cleo).length === 1);
  cleo.page.signal("laser", { x: 0.25, y: 0.75 });
  for (const seated of [ada, ben, dev, listener]) await seated.page.until(() => heardBy(seated).length === 1);
  ben.page.signal("reaction", { emoji: "👏" });
  for (const seated of [ada, cleo, dev, listener]) await seated.page.until(() => heardBy(seated).length === 2);
  expect(heardBy(cleo)).toEqual([
    ["ready", second.user],
    ["reaction", second.user],
  ]);
  for (const seated of [ada, dev, listener]) {
    expect(heardBy(seated)).toEqual([
      ["laser", third.user],
      ["reaction", second.user],
    ]);
  }
});

test("Y13 members speak from behind relays and keep their seats when the root is restarted; listeners see it and take no part", async () => {
  const { id, people, ada, ben, cleo, dev, listener } = await hall();
  const [first, , third, fourth] = people;
  const speakers = [ada, cleo, dev];
  for (const [at, person] of [first, third, fourth].entries()) {
    speakers[at]?.page.signal("voice", { on: true, stay: stayOf(person), muted: false });
  }
  const inVoice = { [first.user]: stayOf(first), [third.user]: stayOf(third), [fourth.user]: stayOf(fourth) };
  const seen = (one: Seated, count: number) => one.page.until(() => Object.keys(stays(one.page)).length === count);
  await Promise.all([...speakers, ben, listener].map((one) => seen(one, 3)));
  expect(stays(listener.page)).toEqual(inVoice);

  listener.page.signal("voice", { on: true, stay: "stay-of-nobody", muted: false });
  listener.page.signal("rtc", { to: third.user, stay: stayOf(third), data: OFFER });
  await dealtWith(listener);
  ada.page.signal("rtc", { to: third.user, stay: stayOf(third), data: OFFER });
  await cleo.page.until(() => heardBy(cleo).length === 1);
  cleo.page.signal("rtc", { to: fourth.user, stay: stayOf(fourth), data: OFFER });
  await dev.page.until(() => heardBy(dev).length === 1);
  dev.page.signal("rtc", { to: first.user, stay: stayOf(first), data: OFFER });
  await ada.page.until(() => heardBy(ada).length === 1);
  // Behind all of it for everybody.
  ben.page.signal("typing", { on: true });
  for (const one of [...speakers, listener])
    await one.page.until(() => heardBy(one).some(([name]) => name === "typing"));
  expect([cleo, dev, ada, listener, ben].map((one) => heardBy(one).filter(([name]) => name === "rtc"))).toEqual([
    [["rtc", first.user]],
    [["rtc", third.user]],
    [["rtc", fourth.user]],
    [],
    [],
  ]);

  ada.page.signal("voice", { on: false, stay: stayOf(first), muted: false });
  await seen(listener, 2);
  await runInDurableObject(roomStub(id), (_, ctx) => ctx.abort("crash")).catch(() => {});
  await ada.page.untilClosed();
  const again = await sit(id, first, ada.page.live);
  await seen(again, 2);
  expect(stays(again.page)).toEqual({ [third.user]: stayOf(third), [fourth.user]: stayOf(fourth) });
  cleo.page.signal("rtc", { to: fourth.user, stay: stayOf(fourth), data: OFFER });
  await dev.page.until(() => heardBy(dev).filter(([name]) => name === "rtc").length === 2);
});

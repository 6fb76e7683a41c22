// Voice in a real room: seats, and what passes between two pages. Sound itself is proved in browsers (e2e/voice.spec.ts).
import { evictDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, test, vi } from "vitest";
import { DROP_GRACE_MS } from "#core/domain/lock-in/advance.ts";
import type { Signal } from "#core/protocol/frames.ts";
import type { Identity } from "#core/protocol/identity.ts";
import { MAX_IN_VOICE } from "#core/protocol/limits.ts";
import { countRowsWritten } from "../shell/rows-written.fixture.ts";
import { holdClock, newPerson, openRoom, pass, RoomClient } from "./room-client.fixture.ts";

const stayOf = ({ name }: Pick<Identity, "name">) => `stay-of-${name.toLowerCase()}`;
const OFFER = { description: { type: "offer", sdp: "v=0" } };

const signalsOf = (page: RoomClient): Signal[] => page.frames.filter((frame) => frame.type === "signal");
const heardBy = (page: RoomClient) => signalsOf(page).map(({ name, by, data }) => ({ name, by, data }));
/** Who is in voice, as this page was told last. */
const voices = (page: RoomClient) =>
  Object.fromEntries(
    (page.last("presence")?.members ?? []).flatMap(({ user, voice }) => (voice === undefined ? [] : [[user, voice]])),
  );

const stays = new Map<RoomClient, string>();
const speak = async (page: RoomClient, person: Identity, muted = false, stay = stayOf(person)): Promise<void> => {
  stays.set(page, stay);
  page.signal("voice", { on: true, stay, muted });
  await page.until(() => voices(page)[person.user]?.stay === stay && voices(page)[person.user]?.muted === muted);
};

const leave = (page: RoomClient): void =>
  page.signal("voice", { on: false, stay: stays.get(page) ?? "never-there", muted: false });

/** A signal behind everything else a page was sent: what has not arrived before it will not. */
const nothingMore = async (from: RoomClient, to: RoomClient): Promise<void> => {
  const before = signalsOf(to).filter(({ name }) => name === "typing").length;
  from.signal("typing", { on: false });
  await to.until(() => signalsOf(to).filter(({ name }) => name === "typing").length > before);
};

const company = async (...names: string[]) => {
  const people = names.map((name) => newPerson(name));
  const [first] = people;
  if (first === undefined) throw new Error("nobody");
  const { id, stub } = await openRoom(first);
  const pages: RoomClient[] = [];
  for (const person of people) pages.push(await RoomClient.join(id, person));
  return { id, stub, people, pages };
};

afterEach(() => {
  vi.useRealTimers();
});

describe("voice in a room", () => {
  test("L34 six are in voice and shown with their microphones, a seventh is told alone that it is full", async () => {
    const { people, pages } = await company(...Array.from({ length: MAX_IN_VOICE + 1 }, (_, index) => `P${index}xxx`));
    for (let index = 0; index < MAX_IN_VOICE; index++) {
      await speak(pages[index] as RoomClient, people[index] as Identity, index === 2);
    }
    const [one, seventh] = [pages[0] as RoomClient, pages[MAX_IN_VOICE] as RoomClient];
    const late = people[MAX_IN_VOICE] as Identity;
    seventh.signal("voice", { on: true, stay: stayOf(late), muted: false });
    await seventh.until(() => signalsOf(seventh).length === 1);
    expect(heardBy(seventh)).toEqual([{ name: "voice", by: late.user, data: { on: false, reason: "full" } }]);
    await nothingMore(seventh, one);
    expect(signalsOf(one).filter(({ name }) => name === "voice")).toEqual([]);
    const seated = people.slice(0, MAX_IN_VOICE);
    expect(voices(one)).toEqual(
      Object.fromEntries(seated.map((person, index) => [person.user, { stay: stayOf(person), muted: index === 2 }])),
    );
    // Somebody goes, and there is room again; whoever is in may change at any time.
    leave(one);
    await seventh.until(() => voices(seventh)[people[0]?.user ?? ""] === undefined);
    await speak(seventh, late);
    await speak(pages[1] as RoomClient, people[1] as Identity, true);
  });

  test("L35 what two tell each other reaches the addressed page alone, and only between people in voice", async () => {
    const { id, people, pages } = await company("Anna", "Bert", "Cleo");
    const [anna, bert, cleo] = people as [Identity, Identity, Identity];
    const [a, b, c] = pages as [RoomClient, RoomClient, RoomClient];
    const otherPageOfBert = await RoomClient.join(id, bert);
    await speak(b, bert);
    await speak(c, cleo);
    // Not in voice, so not passed on.
    a.signal("rtc", { to: bert.user, stay: stayOf(bert), data: OFFER });
    await speak(a, anna);
    // Of a stay that is over.
    a.signal("rtc", { to: bert.user, stay: "stay-of-before", data: OFFER });
    a.signal("rtc", { to: bert.user, stay: stayOf(bert), data: OFFER });
    await b.until(() => signalsOf(b).length === 1);
    await nothingMore(a, b);
    expect(heardBy(b).filter(({ name }) => name === "rtc")).toEqual([
      { name: "rtc", by: anna.user, data: { stay: stayOf(anna), data: OFFER } },
    ]);
    await Promise.all([nothingMore(a, c), nothingMore(a, otherPageOfBert)]);
    for (const page of [a, c, otherPageOfBert]) expect(signalsOf(page).some(({ name }) => name === "rtc")).toBe(false);
    leave(b);
    await a.until(() => voices(a)[bert.user] === undefined);
    b.signal("rtc", { to: anna.user, stay: stayOf(anna), data: OFFER });
    a.signal("rtc", { to: bert.user, stay: stayOf(bert), data: OFFER });
    await Promise.all([nothingMore(a, b), nothingMore(b, a)]);
    expect(signalsOf(b).filter(({ name }) => name === "rtc").length).toBe(1);
    expect(signalsOf(a).some(({ name }) => name === "rtc")).toBe(false);
    a.signal("rtc", { to: bert.user, stay: stayOf(bert), data: { description: { type: "offer", sdp: 7 } } });
    await a.until(() => a.last("reject")?.code === "unknown_signal");
  });

  test("L36 a cut socket keeps its seat for ten seconds, and a hibernation changes nothing", async () => {
    holdClock();
    const { id, stub, people, pages } = await company("Anna", "Bert");
    const [anna, bert] = people as [Identity, Identity];
    const [a, b] = pages as [RoomClient, RoomClient];
    await speak(a, anna);
    await speak(b, bert);
    await evictDurableObject(stub, { webSockets: "hibernate" });
    a.signal("rtc", { to: bert.user, stay: stayOf(bert), data: OFFER });
    await b.until(() => signalsOf(b).length === 1);
    expect(voices(b)[anna.user]).toEqual({ stay: stayOf(anna), muted: false });
    b.socket.close();
    await b.untilClosed();
    const look = async () => {
      const { rev = 0 } = a.last("presence") ?? {};
      a.send(a.live.hello());
      await a.until(() => (a.last("presence")?.rev ?? 0) > rev);
      return voices(a)[bert.user];
    };
    pass(DROP_GRACE_MS - 1);
    expect(await look()).toEqual({ stay: stayOf(bert), muted: false });
    const back = await RoomClient.join(id, bert);
    await speak(back, bert);
    pass(DROP_GRACE_MS);
    expect(await look()).toEqual({ stay: stayOf(bert), muted: false });
    back.socket.close();
    await back.untilClosed();
    pass(DROP_GRACE_MS);
    expect(await look()).toBeUndefined();
  });

  test("L37 one page of each person is in voice: the one that joined last", async () => {
    const { id, people, pages } = await company("Anna", "Bert");
    const [anna] = people as [Identity];
    const [a, b] = pages as [RoomClient, RoomClient];
    const other = await RoomClient.join(id, anna);
    await speak(a, anna);
    await speak(other, anna, false, "another-stay");
    await b.until(() => voices(b)[anna.user]?.stay === "another-stay");
    leave(a);
    await nothingMore(a, b);
    expect(voices(b)[anna.user]?.stay).toBe("another-stay");
    leave(other);
    await b.until(() => voices(b)[anna.user] === undefined);
  });

  test("L38 voice writes no row", async () => {
    const { stub, people, pages } = await company("Anna", "Bert");
    const [anna, bert] = people as [Identity, Identity];
    const [a, b] = pages as [RoomClient, RoomClient];
    const rows = await countRowsWritten(stub, async () => {
      await speak(a, anna);
      await speak(b, bert, true);
      for (let index = 0; index < 5; index++) {
        a.signal("rtc", { to: bert.user, stay: stayOf(bert), data: OFFER });
      }
      a.signal("speaking", { on: true });
      await b.until(() => signalsOf(b).length === 5);
      leave(a);
      await b.until(() => voices(b)[anna.user] === undefined);
    });
    expect(rows).toBe(0);
  });
});

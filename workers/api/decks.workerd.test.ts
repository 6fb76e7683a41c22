// Decks over HTTP: who may see, change, present them, and what is opened to those they are shown to.
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import type { DeckSummary, DeckView } from "#core/protocol/decks.ts";
import type { CommandDoorBody, ServerFrame } from "#core/protocol/frames.ts";
import type { Page } from "#core/protocol/http.ts";
import type { DeckId, MediaId, UserId } from "#core/protocol/ids.ts";
import { LiveClient } from "#core/domain/live-client.ts";
import { evolve, type SequencedRoomEvent } from "#core/domain/lock-in/evolve.ts";
import type { RoomState } from "#core/domain/lock-in/room-state.ts";
import { deleteShowingsBefore } from "#db/queries/deck-showings.ts";
import { isOpenedByDecks } from "../decks.ts";
import { enterAsGuest, openTestApp, registerPerson, type Client } from "./test-client.ts";

const app = openTestApp();
const medium = (index: number) => `media_01m7x587n0eh38cjnb2p72bc${String(index).padStart(2, "0")}` as MediaId;
const slides = [
  { mediaId: medium(1), caption: "Why", notes: "breathe" },
  { mediaId: medium(2) },
  { mediaId: medium(3), caption: "Thanks" },
];

type Person = { client: Client; id: UserId };
const person = async (name: string): Promise<Person> => {
  const client = app.client();
  const { user } = await registerPerson(client, name);
  return { client, id: user.id };
};
const guest = async (): Promise<Person> => {
  const client = app.client();
  const { user } = await enterAsGuest(client);
  return { client, id: user.id };
};

type One = { deck: DeckView };
const make = async ({ client }: Person, title = "Thesis") => {
  const made = await client.send<One>("POST", "/decks", { title, slides });
  expect(made.status).toBe(201);
  return made.body.deck;
};

const openRoom = async ({ client }: Person) => {
  const { body } = await client.send<{ room: { id: string; code: string } }>("POST", "/rooms", {
    title: "Talk",
    visibility: "unlisted",
  });
  return body.room;
};

/** By the command door, as often as the actor asks for it. */
const command = async (
  { client }: Person,
  actor: string,
  n: number,
  name: string,
  data: Record<string, unknown>,
): Promise<ServerFrame | undefined> => {
  const body: CommandDoorBody = {
    client: "deck-tests",
    commands: [{ type: "command", n, since: 0, floor: 1, name, data }],
  };
  for (;;) {
    const { body: answer } = await client.send<{ frames: ServerFrame[] }>("POST", `/live/${actor}/commands`, body);
    const [frame] = answer.frames;
    if (frame?.type !== "reject" || frame.retryAfterMs === undefined) return frame;
  }
};

const stateOf = async ({ client }: Person, actor: string): Promise<RoomState> => {
  const { body } = await client.send<{ frames: ServerFrame[] }>("GET", `/live/${actor}/events?have=0&wait=0`);
  const live = new LiveClient<RoomState>("deck-tests-reader", (state, event) =>
    evolve(state, event as SequencedRoomEvent),
  );
  live.hello();
  for (const frame of body.frames) live.receive(frame, 0);
  if (live.state === null) throw new Error("not welcomed");
  return live.state;
};

let ada: Person;
let bob: Person;
let eve: Person;
beforeAll(async () => {
  [ada, bob, eve] = await Promise.all([person("Ada"), person("Bob"), person("Eve")]);
});

describe("a deck", () => {
  it("D1 keeps its slides in order, with captions and notes, and is changed only from the version that was read", async () => {
    const deck = await make(ada);
    expect(deck).toMatchObject({ title: "Thesis", version: 1, role: "owner", sharedWith: [] });
    expect(deck.slides).toEqual([
      { mediaId: medium(1), caption: "Why", notes: "breathe" },
      { mediaId: medium(2), caption: "", notes: "" },
      { mediaId: medium(3), caption: "Thanks", notes: "" },
    ]);
    const turned = { version: 1, slides: slides.toReversed() };
    const changed = await ada.client.send<One>("PATCH", `/decks/${deck.id}`, turned);
    expect(changed.body.deck.slides.map(({ mediaId }) => mediaId)).toEqual([medium(3), medium(2), medium(1)]);
    expect(changed.body.deck.version).toBe(2);
    const stale = await ada.client.send("PATCH", `/decks/${deck.id}`, { ...turned, title: "Lost" });
    expect([stale.status, stale.body.code, stale.body.version]).toEqual([409, "stale_version", 2]);
    const renamed = await ada.client.send<One>("PATCH", `/decks/${deck.id}`, { version: 2, title: "Talk" });
    expect(renamed.body.deck).toMatchObject({ title: "Talk", version: 3, slides: changed.body.deck.slides });
    const many = { title: "Many", slides: Array.from({ length: 301 }, () => ({ mediaId: medium(1) })) };
    expect((await ada.client.send("POST", "/decks", many)).status).toBe(400);
    const full = { title: "Full", slides: many.slides.slice(1) };
    expect((await ada.client.send<One>("POST", "/decks", full)).body.deck.slides).toHaveLength(300);
  });

  it("D2 is nobody else's: not to read, change, duplicate, share or delete", async () => {
    const { id } = await make(ada);
    const asked = await Promise.all([
      eve.client.send("GET", `/decks/${id}`),
      eve.client.send("PATCH", `/decks/${id}`, { version: 1, title: "Mine" }),
      eve.client.send("POST", `/decks/${id}/duplicates`, {}),
      eve.client.send("PUT", `/decks/${id}/shares/${eve.id}`),
      eve.client.send("DELETE", `/decks/${id}/shares/${ada.id}`),
      eve.client.send("DELETE", `/decks/${id}`),
    ]);
    expect(asked.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 404]);
    const { client } = await guest();
    expect((await client.send("POST", "/decks", { title: "G", slides: [] })).status).toBe(403);
  });

  it("D3 is duplicated with its notes, and deleted without a trace", async () => {
    const deck = await make(ada);
    const copy = await ada.client.send<One>("POST", `/decks/${deck.id}/duplicates`, { title: "Copy" });
    expect(copy.body.deck).toMatchObject({ title: "Copy", version: 1, slides: deck.slides });
    expect(copy.body.deck.id).not.toBe(deck.id);
    expect((await ada.client.send("DELETE", `/decks/${deck.id}`)).status).toBe(204);
    expect((await ada.client.send("GET", `/decks/${deck.id}`)).status).toBe(404);
    expect((await ada.client.send("GET", `/decks/${copy.body.deck.id}`)).status).toBe(200);
  });

  it("D4 shared, it is listed, read with its notes and presented by others, until it is taken back or one is blocked", async () => {
    const [owner, friend] = [await person("Owner"), await person("Friend")];
    const deck = await make(owner);
    const share = () => owner.client.send<One>("PUT", `/decks/${deck.id}/shares/${friend.id}`);
    expect((await share()).body.deck.sharedWith).toEqual([{ user: friend.id, name: "Friend" }]);
    expect((await share()).body.deck.sharedWith).toHaveLength(1);
    const read = await friend.client.send<One>("GET", `/decks/${deck.id}`);
    expect(read.body.deck).toMatchObject({ role: "shared", sharedWith: [], slides: deck.slides });
    const listed = async () => (await friend.client.send<Page<DeckSummary>>("GET", "/decks")).body.items;
    expect(await listed()).toMatchObject([{ id: deck.id, role: "shared", slideCount: 3, cover: medium(1) }]);
    expect((await friend.client.send("PATCH", `/decks/${deck.id}`, { version: 1, title: "X" })).status).toBe(404);
    expect(await isOpenedByDecks(app.deps, friend.id, medium(2), owner.id)).toBe(true);
    expect(await isOpenedByDecks(app.deps, friend.id, medium(2), ada.id)).toBe(false);
    await owner.client.send("PUT", `/me/blocks/${friend.id}`);
    expect((await friend.client.send("GET", `/decks/${deck.id}`)).status).toBe(404);
    expect(await listed()).toEqual([]);
    expect((await share()).status).toBe(404);
    const other = await make(owner);
    await owner.client.send("PUT", `/decks/${other.id}/shares/${bob.id}`);
    expect((await bob.client.send("DELETE", `/decks/${other.id}/shares/${bob.id}`)).status).toBe(204);
    expect((await bob.client.send("GET", `/decks/${other.id}`)).status).toBe(404);
    expect((await owner.client.send("PUT", `/decks/${other.id}/shares/usr_01m7x587n0eh38cjnb2p72bc8k`)).status).toBe(
      404,
    );
  });

  it("D5 decks are listed last changed first, page by page", async () => {
    const one = await person("Lister");
    const ids: DeckId[] = [];
    for (let index = 0; index < 3; index++) {
      ids.unshift((await make(one, `Deck ${index}`)).id);
      app.clock.nowMs += 1_000;
    }
    const first = await one.client.send<Page<DeckSummary>>("GET", "/decks?limit=2");
    const cursor = first.body.nextCursor;
    const second = await one.client.send<Page<DeckSummary>>("GET", `/decks?limit=2&cursor=${cursor}`);
    expect([...first.body.items, ...second.body.items].map(({ id }) => id)).toEqual(ids);
    expect(second.body.nextCursor).toBeNull();
    expect((await one.client.send("GET", "/decks?cursor=nonsense")).status).toBe(400);
  });
});

const insertTemporary = (id: MediaId, owner: UserId) =>
  env.DB.prepare(
    `INSERT INTO media (id, owner_id, status, name, bytes, declared_bytes, sha256, sealed, temporary, parts, variants,
       claimed_until, created_at, expires_at) VALUES (?, ?, 'ready', 'a.png', 1, 1, '', 0, 1, 0, '{}', 0, 0, 5)`,
  )
    .bind(id, owner)
    .run();

const expiring = async () => {
  const { results } = await env.DB.prepare("SELECT id FROM media WHERE expires_at IS NOT NULL ORDER BY id").all();
  return results.map(({ id }) => id);
};

it("D9 a temporary file that is put in a deck stays, and somebody else's does not", async () => {
  await insertTemporary(medium(11), ada.id);
  await insertTemporary(medium(12), ada.id);
  await insertTemporary(medium(13), eve.id);
  const named = [11, 13].map((index) => ({ mediaId: medium(index) }));
  const { body } = await ada.client.send<One>("POST", "/decks", { title: "Kept", slides: named });
  expect(await expiring()).toEqual([medium(12), medium(13)]);
  await ada.client.send("PATCH", `/decks/${body.deck.id}`, { version: 1, slides: [{ mediaId: medium(12) }] });
  expect(await expiring()).toEqual([medium(13)]);
});

describe("a deck that is shown in a room", () => {
  it("D6 opens to those who are there, as it was and without notes, and closes with the show", async () => {
    const [room, visitor] = [await openRoom(ada), await guest()];
    const deck = await make(ada);
    const seenBy = async ({ client }: Person, grant?: string) => {
      const asked = grant === undefined ? "" : `?grant=${grant}`;
      const { status, body } = await client.send<Partial<One>>("GET", `/decks/${deck.id}${asked}`);
      return status === 200 ? body.deck : status;
    };
    await visitor.client.send("POST", "/rooms/join", { code: room.code });
    expect(await seenBy(visitor)).toBe(404);
    expect(await command(ada, room.id, 1, "show", { fence: 1, deckId: deck.id })).toMatchObject({ type: "ack", n: 1 });

    const { show } = await stateOf(visitor, room.id);
    expect(show).toMatchObject({ deckId: deck.id, version: 1, title: "Thesis", slides: 3, by: ada.id, to: 0 });
    await ada.client.send("PATCH", `/decks/${deck.id}`, { version: 1, slides: [] });
    const audience = {
      role: "audience",
      version: 1,
      slides: [
        { mediaId: medium(1), caption: "Why", notes: null },
        { mediaId: medium(2), caption: "", notes: null },
        { mediaId: medium(3), caption: "Thanks", notes: null },
      ],
    };
    expect(await seenBy(visitor, show?.grant)).toMatchObject(audience);
    expect(await seenBy(visitor)).toMatchObject(audience);
    expect(await seenBy(eve)).toBe(404);
    expect(await seenBy(eve, show?.grant)).toBe(404);
    expect(await seenBy(ada)).toMatchObject({ role: "owner", version: 2, slides: [] });
    expect(await isOpenedByDecks(app.deps, visitor.id, medium(2), ada.id)).toBe(true);
    expect(await isOpenedByDecks(app.deps, visitor.id, medium(2), bob.id)).toBe(false);
    expect(await isOpenedByDecks(app.deps, eve.id, medium(2), ada.id)).toBe(false);

    expect(await command(ada, room.id, 2, "hide", { fence: 1 })).toMatchObject({ type: "ack", n: 2 });
    await expect.poll(() => seenBy(visitor), { timeout: 20_000 }).toBe(404);
    expect(await isOpenedByDecks(app.deps, visitor.id, medium(2), ada.id)).toBe(false);
  });

  it("D7 the presenter keeps the notes beside the copy; whoever may not present it shows nothing", async () => {
    const room = await openRoom(bob);
    const deck = await make(ada);
    const refused = await command(bob, room.id, 1, "show", { fence: 1, deckId: deck.id });
    expect(refused).toMatchObject({ type: "reject", code: "no_such_deck" });
    await ada.client.send("PUT", `/decks/${deck.id}/shares/${bob.id}`);
    expect(await command(bob, room.id, 2, "show", { fence: 1, deckId: deck.id })).toMatchObject({ type: "ack" });
    const { show } = await stateOf(bob, room.id);
    await ada.client.send("PATCH", `/decks/${deck.id}`, { version: 1, slides: [{ ...slides[2], notes: "now" }] });
    const { body } = await bob.client.send<One>("GET", `/decks/${deck.id}?grant=${show?.grant}`);
    expect(body.deck).toMatchObject({ role: "shared", version: 1 });
    expect(body.deck.slides.map(({ notes }) => notes)).toEqual(["", "", "now"]);
  });

  it("D8 what was looked up and never shown is swept away", async () => {
    const deck = await make(ada);
    const room = await openRoom(ada);
    await command(ada, room.id, 1, "show", { fence: 1, deckId: deck.id, index: 9 });
    const count = async () =>
      (
        await env.DB.prepare("SELECT count(*) AS n FROM deck_showings WHERE deck_id = ?")
          .bind(deck.id)
          .first<{ n: number }>()
      )?.n;
    expect(await count()).toBe(1);
    await deleteShowingsBefore(app.deps.db, Date.now() + 60_000);
    expect(await count()).toBe(0);
    const left = await env.DB.prepare("SELECT count(*) AS n FROM deck_showing_slides").first<{ n: number }>();
    expect(left?.n).toBe(0);
  });
});

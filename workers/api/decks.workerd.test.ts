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
import { openedByDecks } from "../decks.ts";
import { enterAsGuest, openTestApp, registerPerson, type Client } from "./test-client.ts";

const app = openTestApp();
type Person = { client: Client; id: UserId; files: readonly [MediaId, MediaId, MediaId] };

const insertFile = async (owner: UserId, expiresAt: number | null = null): Promise<MediaId> => {
  const id = app.deps.newId("media");
  await env.DB.prepare(
    `INSERT INTO media (id, owner_id, status, name, bytes, declared_bytes, sha256, sealed, temporary, parts, variants,
       claimed_until, created_at, expires_at) VALUES (?, ?, 'ready', 'a.png', 1, 1, '', 0, ?, 0, '{}', 0, 0, ?)`,
  )
    .bind(id, owner, expiresAt === null ? 0 : 1, expiresAt)
    .run();
  return id;
};
const slidesOf = ({ files: [first, second, third] }: Person) => [
  { mediaId: first, caption: "Why", notes: "breathe" },
  { mediaId: second },
  { mediaId: third, caption: "Thanks" },
];

const person = async (name: string): Promise<Person> => {
  const client = app.client();
  const { id } = (await registerPerson(client, name)).user;
  return { client, id, files: [await insertFile(id), await insertFile(id), await insertFile(id)] };
};
const guest = async (): Promise<Omit<Person, "files">> => {
  const client = app.client();
  const { user } = await enterAsGuest(client);
  return { client, id: user.id };
};

type One = { deck: DeckView };
const make = async (owner: Person, title = "Thesis") => {
  const made = await owner.client.send<One>("POST", "/decks", { title, slides: slidesOf(owner) });
  expect(made.status).toBe(201);
  return made.body.deck;
};

const isOpen = async ({ id }: Pick<Person, "id">, file: MediaId) =>
  (await openedByDecks(app.deps, id, [file])).has(file);

const openRoom = async ({ client }: Person) => {
  const { body } = await client.send<{ room: { id: string; code: string } }>("POST", "/rooms", {
    title: "Talk",
    visibility: "unlisted",
  });
  return body.room;
};

/** By the command door, as often as the actor asks for it. */
const command = async (
  { client }: Pick<Person, "client">,
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

const stateOf = async ({ client }: Pick<Person, "client">, actor: string): Promise<RoomState> => {
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
    const [first, second, third] = ada.files;
    expect(deck.slides).toEqual([
      { mediaId: first, caption: "Why", notes: "breathe" },
      { mediaId: second, caption: "", notes: "" },
      { mediaId: third, caption: "Thanks", notes: "" },
    ]);
    const turned = { version: 1, slides: slidesOf(ada).toReversed() };
    const changed = await ada.client.send<One>("PATCH", `/decks/${deck.id}`, turned);
    expect(changed.body.deck.slides.map(({ mediaId }) => mediaId)).toEqual([third, second, first]);
    expect(changed.body.deck.version).toBe(2);
    const stale = await ada.client.send("PATCH", `/decks/${deck.id}`, { ...turned, title: "Lost" });
    expect([stale.status, stale.body.code, stale.body.version]).toEqual([409, "stale_version", 2]);
    const renamed = await ada.client.send<One>("PATCH", `/decks/${deck.id}`, { version: 2, title: "Talk" });
    expect(renamed.body.deck).toMatchObject({ title: "Talk", version: 3, slides: changed.body.deck.slides });
    const many = { title: "Many", slides: Array.from({ length: 301 }, () => ({ mediaId: first })) };
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
    expect(await listed()).toMatchObject([{ id: deck.id, role: "shared", slideCount: 3, cover: owner.files[0] }]);
    expect((await friend.client.send("PATCH", `/decks/${deck.id}`, { version: 1, title: "X" })).status).toBe(404);
    expect(await isOpen(friend, owner.files[1])).toBe(true);
    expect(await isOpen(friend, ada.files[1])).toBe(false);
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

it("D9 a temporary file that is put in a deck stays", async () => {
  const one = await person("Keeper");
  const [first, second] = [await insertFile(one.id, 5), await insertFile(one.id, 5)];
  const expiring = async () => {
    const asked = "SELECT id FROM media WHERE expires_at IS NOT NULL AND owner_id = ?";
    return (await env.DB.prepare(asked).bind(one.id).all()).results.map(({ id }) => id);
  };
  const { body } = await one.client.send<One>("POST", "/decks", { title: "Kept", slides: [{ mediaId: first }] });
  expect(await expiring()).toEqual([second]);
  await one.client.send("PATCH", `/decks/${body.deck.id}`, { version: 1, slides: [{ mediaId: second }] });
  expect(await expiring()).toEqual([]);
});

it("D10 a slide names a file of one's own: somebody else's, or none, is refused by place", async () => {
  const one = await person("Owner");
  const [first, second] = one.files;
  const [theirs, gone] = [{ mediaId: eve.files[0] }, { mediaId: app.deps.newId("media") }];
  const wanted = { title: "Borrowed", slides: [{ mediaId: first }, theirs, gone] };
  const refused = await one.client.send("POST", "/decks", wanted);
  expect([refused.status, refused.body.code]).toEqual([422, "media_not_found"]);
  expect(refused.body.errors?.map(({ path }) => path)).toEqual(["slides.1.mediaId", "slides.2.mediaId"]);
  expect((await one.client.send<Page<DeckSummary>>("GET", "/decks")).body.items).toEqual([]);

  const { deck } = (await one.client.send<One>("POST", "/decks", { ...wanted, slides: [{ mediaId: first }] })).body;
  const change = (slides: object[]) => one.client.send<One>("PATCH", `/decks/${deck.id}`, { version: 1, slides });
  expect(await change([theirs])).toMatchObject({ status: 422, body: { code: "media_not_found" } });
  // What was a slide before it was deleted keeps nobody from changing the rest.
  await env.DB.prepare("DELETE FROM media WHERE id = ?").bind(first).run();
  const changed = await change([{ mediaId: second }, { mediaId: first }]);
  expect(changed.body.deck.slides.map(({ mediaId }) => mediaId)).toEqual([second, first]);
});

describe("a deck that is shown in a room", () => {
  it("D6 opens to those who are there, as it was and without notes, and closes with the show", async () => {
    const [room, visitor] = [await openRoom(ada), await guest()];
    const deck = await make(ada);
    const seenBy = async ({ client }: Pick<Person, "client">, grant?: string) => {
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
        { mediaId: ada.files[0], caption: "Why", notes: null },
        { mediaId: ada.files[1], caption: "", notes: null },
        { mediaId: ada.files[2], caption: "Thanks", notes: null },
      ],
    };
    expect(await seenBy(visitor, show?.grant)).toMatchObject(audience);
    expect(await seenBy(visitor)).toMatchObject(audience);
    expect(await seenBy(eve)).toBe(404);
    expect(await seenBy(eve, show?.grant)).toBe(404);
    expect(await seenBy(ada)).toMatchObject({ role: "owner", version: 2, slides: [] });
    expect(await isOpen(visitor, ada.files[1])).toBe(true);
    expect(await isOpen(visitor, bob.files[1])).toBe(false);
    expect(await isOpen(eve, ada.files[1])).toBe(false);

    expect(await command(ada, room.id, 2, "hide", { fence: 1 })).toMatchObject({ type: "ack", n: 2 });
    await expect.poll(() => seenBy(visitor), { timeout: 20_000 }).toBe(404);
    expect(await isOpen(visitor, ada.files[1])).toBe(false);
  });

  it("D7 the presenter keeps the notes beside the copy; whoever may not present it shows nothing", async () => {
    const room = await openRoom(bob);
    const deck = await make(ada);
    const refused = await command(bob, room.id, 1, "show", { fence: 1, deckId: deck.id });
    expect(refused).toMatchObject({ type: "reject", code: "no_such_deck" });
    await ada.client.send("PUT", `/decks/${deck.id}/shares/${bob.id}`);
    expect(await command(bob, room.id, 2, "show", { fence: 1, deckId: deck.id })).toMatchObject({ type: "ack" });
    const { show } = await stateOf(bob, room.id);
    await ada.client.send("PATCH", `/decks/${deck.id}`, {
      version: 1,
      slides: [{ ...slidesOf(ada)[2], notes: "now" }],
    });
    const { body } = await bob.client.send<One>("GET", `/decks/${deck.id}?grant=${show?.grant}`);
    expect(body.deck).toMatchObject({ role: "shared", version: 1 });
    expect(body.deck.slides.map(({ notes }) => notes)).toEqual(["", "", "now"]);
  });

  it("D11 of many files shown in one place, that place is asked once", async () => {
    const [owner, visitor] = [await person("Owner"), await guest()];
    const room = await openRoom(owner);
    await visitor.client.send("POST", "/rooms/join", { code: room.code });
    const deck = await make(owner);
    await command(owner, room.id, 1, "show", { fence: 1, deckId: deck.id });
    const asked: string[] = [];
    const rooms = new Proxy(app.deps.rooms, {
      get: (real, name) => {
        const value: unknown = Reflect.get(real, name);
        if (typeof value !== "function") return value;
        return (...args: unknown[]) => {
          if (name === "getByName") asked.push(String(args[0]));
          return (value as (...all: unknown[]) => unknown).apply(real, args);
        };
      },
    });
    const opened = await openedByDecks({ ...app.deps, rooms }, visitor.id, [...owner.files, ...bob.files]);
    expect([...opened].toSorted()).toEqual([...owner.files].toSorted());
    expect(asked).toEqual([room.id]);
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

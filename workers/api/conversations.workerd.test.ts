// Conversations over HTTP: one for two people, strangers and blocks, members, and the past.
import { describe, expect, test } from "vitest";
import type { ConversationView } from "#core/protocol/conversations.ts";
import type { Page } from "#core/protocol/http.ts";
import { type Client, openTestApp, registerPerson } from "./test-client.ts";

const app = openTestApp();
type One = { conversation: ConversationView };
type Person = { readonly client: Client; readonly id: string };

const person = async (name: string): Promise<Person> => {
  const client = app.client();
  const { user } = await registerPerson(client, name);
  return { client, id: user.id };
};
const direct = ({ client }: Person, other: Person) =>
  client.send<One>("POST", "/conversations", { kind: "direct", memberIds: [other.id], encryption: "none" });
const group = async ({ client }: Person, ...others: readonly Person[]) => {
  const memberIds = others.map(({ id }) => id);
  const made = await client.send<One>("POST", "/conversations", {
    kind: "group",
    memberIds,
    title: "Thesis",
    encryption: "none",
  });
  return made.body.conversation;
};
const say = async ({ client }: Person, conversation: string, text: string, n = 1) => {
  const command = { type: "command", n, since: 0, floor: n, name: "send", data: { body: { kind: "plain", text } } };
  const said = await client.send<{ frames: { type: string; code?: string }[] }>(
    "POST",
    `/live/${conversation}/commands`,
    { client: "client-of-http", commands: [command] },
  );
  return said.body.frames[0]?.code ?? said.body.frames[0]?.type;
};

/** The first line of somebody's inbox. */
const lineOf = async ({ client }: Person) => {
  const [line] = (await client.send<Page<ConversationView>>("GET", "/conversations")).body.items;
  return line;
};

describe("direct conversations", () => {
  test("C33 both begin at once and find themselves in the same one", async () => {
    const [ada, bob] = [await person("Ada"), await person("Bob")];
    const made = await Promise.all([direct(ada, bob), direct(bob, ada), direct(ada, bob)]);
    expect(made.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(made.map(({ body }) => body.conversation.id)).size).toBe(1);
    expect(made[0].body.conversation.members.map(({ name }) => name).toSorted()).toEqual(["Ada", "Bob"]);
  });

  test("C29 a stranger's conversation is a request to the other, and is none once it is answered", async () => {
    const [ada, bob] = [await person("Ada"), await person("Bob")];
    const { id } = (await direct(ada, bob)).body.conversation;
    const seenBy = async ({ client }: Person) =>
      (await client.send<One>("GET", `/conversations/${id}`)).body.conversation.request;
    expect([await seenBy(ada), await seenBy(bob)]).toEqual([false, true]);
    expect(await say(bob, id, "hello")).toBe("ack");
    expect(await seenBy(bob)).toBe(false);
  });

  test("C18 a blocked person begins nothing, sends nothing, and is answered as if there were nobody", async () => {
    const [ada, bob, carol] = [await person("Ada"), await person("Bob"), await person("Carol")];
    const { id } = (await direct(ada, bob)).body.conversation;
    expect(await say(bob, id, "before", 1)).toBe("ack");
    await ada.client.send("PUT", `/me/blocks/${bob.id}`);
    await ada.client.send("PUT", `/me/blocks/${carol.id}`);
    expect(await say(bob, id, "behind it", 2)).toBe("blocked");
    expect(await say(ada, id, "behind it", 2)).toBe("blocked");
    const nobody = { client: carol.client, id: "usr_01m7x587n0eh38cjnb2p72bc8k" };
    const [refused, unknown] = [await direct(carol, ada), await direct(carol, nobody)];
    expect([refused.status, unknown.status]).toEqual([404, 404]);
    expect({ ...refused.body, traceId: "" }).toEqual({ ...unknown.body, traceId: "" });
    const theirs = await group(bob, carol);
    const added = await bob.client.send("POST", `/conversations/${theirs.id}/members`, { memberIds: [ada.id] });
    expect(added.status).toBe(404);
  });

  test("C16 with oneself, with two, or with a title there is none", async () => {
    const [ada, bob, carol] = [await person("Ada"), await person("Bob"), await person("Carol")];
    for (const wrong of [
      { memberIds: [ada.id] },
      { memberIds: [bob.id, carol.id] },
      { memberIds: [bob.id], title: "Us" },
    ]) {
      const answer = await ada.client.send("POST", "/conversations", { kind: "direct", encryption: "none", ...wrong });
      expect(answer.status).toBe(400);
    }
  });
});

describe("groups", () => {
  test("C12 strangers, members and ex-members: who may look, add and remove", async () => {
    const [ada, bob, eve] = [await person("Ada"), await person("Bob"), await person("Eve")];
    const { id } = await group(ada, bob);
    const statuses = async ({ client }: Person) => {
      const asked = [
        await client.send("GET", `/conversations/${id}`),
        await client.send("GET", `/conversations/${id}/messages`),
        await client.send("GET", `/conversations/${id}/members`),
        await client.send("GET", `/live/${id}/events?have=0&wait=0`),
        await client.send("POST", `/live/${id}/commands`, { client: "client-of-http", commands: [] }),
        await client.send("POST", `/conversations/${id}/members`, { memberIds: [eve.id] }),
      ];
      return asked.map(({ status }) => status);
    };
    expect(await statuses(eve)).toEqual([404, 404, 404, 404, 404, 404]);
    expect(await statuses(bob)).toEqual([200, 200, 200, 200, 200, 403]);
    const removed = await ada.client.send("DELETE", `/conversations/${id}/members/${bob.id}`);
    expect(removed.status).toBe(204);
    expect(await statuses(bob)).toEqual([404, 404, 404, 404, 404, 404]);
    expect((await eve.client.send("DELETE", `/conversations/${id}/members/${ada.id}`)).status).toBe(404);
    expect(await statuses(ada)).toEqual([200, 200, 200, 200, 200, 200]);
    expect((await eve.client.send("DELETE", `/conversations/${id}/members/${eve.id}`)).status).toBe(204);
  });

  test("C27 the past is read page by page, and one's own conversations are listed", async () => {
    const [ada, bob, eve] = [await person("Ada"), await person("Bob"), await person("Eve")];
    const { id } = await group(ada, bob);
    for (let n = 1; n <= 5; n++) {
      expect(await say(ada, id, `line ${n}`, n)).toBe("ack");
      if (n === 3) await ada.client.send("POST", `/conversations/${id}/members`, { memberIds: [eve.id] });
    }
    await eve.client.send("DELETE", `/conversations/${id}/members/${eve.id}`);
    type History = {
      items: { seq: number; body: { text: string } }[];
      notices: { name: string; data: object }[];
      nextCursor: string | null;
    };
    const read = async (query: string) =>
      (await bob.client.send<History>("GET", `/conversations/${id}/messages?${query}`)).body;
    const newest = await read("limit=2");
    expect(newest.items.map(({ body }) => body.text)).toEqual(["line 4", "line 5"]);
    expect(newest.notices.map(({ name, data }) => [name, data])).toEqual([["left", { user: eve.id }]]);
    const older = await read(`limit=3&before=${newest.nextCursor}`);
    expect(older.items.map(({ body }) => body.text)).toEqual(["line 1", "line 2", "line 3"]);
    const added = { by: ada.id, members: [{ user: eve.id, name: "Eve", role: "member" }] };
    expect(older.notices.map(({ name, data }) => [name, data])).toEqual([["members_added", added]]);
    expect(older.nextCursor).toBeNull();
    const listed = await bob.client.send<Page<ConversationView>>("GET", "/conversations");
    expect(listed.body.items.map((one) => [one.id, one.title, one.memberCount])).toEqual([[id, "Thesis", 2]]);
    expect((await bob.client.send("GET", "/conversations?cursor=rubbish")).status).toBe(400);
  });

  test("C36 C38 words are found in every script, as they are now, by members, and by newcomers from their time on", async () => {
    const [ada, bob, eve] = [await person("Ada"), await person("Bob"), await person("Eve")];
    const made = await ada.client.send<One>("POST", "/conversations", {
      kind: "group",
      memberIds: [bob.id],
      encryption: "none",
      history: "from_join",
    });
    const { id } = made.body.conversation;
    const texts = ["我家在上海东边", "東京タワーへ行く", "สวัสดีครับ", "Unbelievable coffee", "gone", "wrong"];
    for (const [index, text] of texts.entries()) expect(await say(ada, id, text, index + 1)).toBe("ack");
    type Found = { items: { seq: number; body: { text: string } }[]; searched: string; nextCursor: string | null };
    const search = (who: Person, q: string, more = "") =>
      who.client.send<Found>("GET", `/conversations/${id}/messages/search?q=${encodeURIComponent(q)}${more}`);
    const found = async (who: Person, q: string) => (await search(who, q)).body.items.map(({ body }) => body.text);
    for (const [q, text] of Object.entries({ 上海: texts[0], タワー: texts[1], สวัส: texts[2], COFF: texts[3] })) {
      expect(await found(bob, q)).toEqual([text]);
    }
    const change = (n: number, name: string, data: object) =>
      ada.client.send("POST", `/live/${id}/commands`, {
        client: "client-of-http",
        commands: [{ type: "command", n, since: 0, floor: n, name, data }],
      });
    await change(7, "remove", { seq: 6 });
    await change(8, "edit", { seq: 7, body: { kind: "plain", text: "right, coffee" } });
    expect([await found(bob, "gone"), await found(bob, "wrong")]).toEqual([[], []]);
    const first = (await search(bob, "coffee", "&limit=1")).body;
    expect(first).toMatchObject({ items: [{ body: { text: "right, coffee" } }], searched: "all", backTo: null });
    const second = (await search(bob, "coffee", `&limit=1&cursor=${first.nextCursor}`)).body;
    expect(second).toMatchObject({ items: [{ body: { text: "Unbelievable coffee" } }] });
    for (const syntax of ['" OR 1 --', "NEAR(", "%", "*", "coffee AND", "'"]) {
      expect((await search(bob, syntax)).status).toBe(200);
    }
    await ada.client.send("POST", `/conversations/${id}/members`, { memberIds: [eve.id] });
    await change(9, "edit", { seq: 5, body: { kind: "plain", text: "believable coffee" } });
    await say(ada, id, "coffee for Eve", 10);
    expect(await found(eve, "coffee")).toEqual(["coffee for Eve"]);
    expect((await search(eve, " ")).status).toBe(400);
  });

  test("C34 the list says of each what was said last, by whom and when, and how much is unread, privately read too", async () => {
    const [ada, bob] = [await person("Ada"), await person("Bob")];
    const { id } = await group(ada, bob);
    expect(await lineOf(bob)).toMatchObject({ id, last: null, unread: 0 });
    for (let n = 1; n <= 3; n++) await say(ada, id, `line ${n}`, n);
    const line = await lineOf(bob);
    expect(line).toMatchObject({ last: { user: ada.id, name: "Ada", kind: "plain", text: "line 3" }, unread: 3 });
    expect(await lineOf(ada)).toMatchObject({ last: { text: "line 3" }, unread: 0 });
    const read = { type: "command", n: 1, since: 0, floor: 1, name: "read", data: { conversation: id, upTo: 3 } };
    await bob.client.send("POST", "/live/inbox/commands", { client: "client-of-http", commands: [read] });
    expect(await lineOf(bob)).toMatchObject({ unread: 1 });
    const looked = (await bob.client.send<One>("GET", `/conversations/${id}`)).body.conversation;
    expect(looked).toMatchObject({ last: line?.last, unread: 1 });
    await ada.client.send("DELETE", `/conversations/${id}/members/${bob.id}`);
    expect(await lineOf(bob)).toBeUndefined();
  });

  test("somebody who does not exist is added to nothing, and nothing is made", async () => {
    const ada = await person("Ada");
    const answer = await ada.client.send("POST", "/conversations", {
      kind: "group",
      memberIds: ["usr_01m7x587n0eh38cjnb2p72bc8k"],
      encryption: "none",
    });
    expect(answer.status).toBe(404);
    expect((await ada.client.send<Page<ConversationView>>("GET", "/conversations")).body.items).toEqual([]);
  });
});

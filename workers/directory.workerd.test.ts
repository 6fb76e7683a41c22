// The directory is wrecked and rebuilt from the rooms and conversations themselves.
import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import type { RebuildStep } from "#core/protocol/directory.ts";
import { type Answer, type Client, openTestApp, registerPerson } from "./api/test-client.ts";

afterEach(() => {
  vi.useRealTimers();
});

const app = openTestApp();

const rowsOf = async (query: string): Promise<unknown[]> => (await env.DB.prepare(query).all()).results;

/** All of it but for instants, which the Worker and the object each took from their own clock. */
const directory = async () => ({
  conversations: await rowsOf(
    "SELECT id, kind, title, encryption, history, created_by, seq, faces, member_count FROM conversations ORDER BY id",
  ),
  members: await rowsOf(
    "SELECT conversation_id, user_id, role, standing FROM conversation_members WHERE left_at IS NULL ORDER BY 1, 2",
  ),
  pairs: await rowsOf("SELECT * FROM direct_pairs ORDER BY 1, 2"),
  rooms: await rowsOf(
    "SELECT id, title, visibility, plan, open_chat, created_by, seq, schedule, live, present, member_count FROM rooms ORDER BY id",
  ),
  roomMembers: await rowsOf("SELECT room_id, user_id FROM room_members WHERE left_at IS NULL ORDER BY 1, 2"),
  codes: await rowsOf("SELECT * FROM room_codes ORDER BY code"),
});

const person = async (name: string) => {
  const client = app.client();
  const { user } = await registerPerson(client, name);
  return { client, id: user.id };
};

const rebuild = async (admin: Client): Promise<RebuildStep[]> => {
  const steps: RebuildStep[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const answer: Answer<RebuildStep> = await admin.send("POST", `/admin/directory/rebuild?limit=2&cursor=${cursor}`);
    expect(answer.status).toBe(200);
    steps.push(answer.body);
    cursor = answer.body.nextCursor;
  }
  return steps;
};

test("W2 the directory, wrecked in every table, is what it was after the rebuild; so is it when nothing was wrong", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  const [ada, bob, carol] = [await person("Ada"), await person("Bob"), await person("Carol")];
  const begin = async (body: object) =>
    (await ada.client.send<{ conversation: { id: string } }>("POST", "/conversations", { encryption: "none", ...body }))
      .body.conversation.id;
  const group = await begin({ kind: "group", memberIds: [bob.id, carol.id], title: "Thesis", history: "from_join" });
  const asked = await begin({ kind: "direct", memberIds: [bob.id] });
  const open = async (visibility: string) =>
    (await ada.client.send<{ room: { id: string } }>("POST", "/rooms", { title: `A ${visibility} room`, visibility }))
      .body.room.id;
  const rooms = [await open("public"), await open("private")];
  await bob.client.send("POST", "/rooms/join", { roomId: rooms[0] });
  await ada.client.send("POST", `/rooms/${rooms[1]}/invites`, {});
  const say = { type: "command", n: 1, since: 0, floor: 1, name: "send", data: { body: { kind: "plain", text: "?" } } };
  await ada.client.send("POST", `/live/${asked}/commands`, { client: "client-of-http", commands: [say] });
  await ada.client.send("DELETE", `/conversations/${group}/members/${carol.id}`);
  vi.setSystemTime(Date.now() + 1_000);
  for (const id of [group, asked]) await runDurableObjectAlarm(env.CONVERSATIONS.getByName(id));
  for (const id of rooms) await runDurableObjectAlarm(env.ROOMS.getByName(id));

  const before = await directory();
  expect([before.conversations.length, before.pairs.length, before.rooms.length, before.codes.length]).toEqual([
    2, 1, 2, 2,
  ]);
  await env.DB.prepare("UPDATE users SET role = 'admin' WHERE id = ?").bind(carol.id).run();
  const steps = await rebuild(carol.client);
  expect(steps.map(({ rebuilt, missing }) => [rebuilt, missing])).toEqual([
    [2, 0],
    [2, 0],
    [0, 0],
  ]);
  expect(await directory()).toEqual(before);

  for (const wreck of [
    "DELETE FROM conversations WHERE kind = 'group'",
    "UPDATE conversations SET title = 'Wrong', seq = 9999, faces = '[]'",
    "DELETE FROM conversation_members WHERE role = 'owner'",
    "UPDATE conversation_members SET standing = 'declined'",
    "DELETE FROM direct_pairs",
    "DELETE FROM rooms WHERE visibility = 'private'",
    "UPDATE rooms SET title = 'Wrong', seq = 9999",
    "DELETE FROM room_members",
    "DELETE FROM room_codes",
  ]) {
    await env.DB.prepare(wreck).run();
  }
  expect(await directory()).not.toEqual(before);
  await rebuild(carol.client);
  expect(await directory()).toEqual(before);
});

// Every route and every command of a conversation for everybody who may stand in front of it, as one table.
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { type Client, openTestApp, registerPerson } from "./test-client.ts";

const app = openTestApp();

/** `blocked`: by the owner of the group, who shares a direct conversation with them; `operator`: the product's admin. */
const CALLERS = ["anonymous", "stranger", "exMember", "operator", "blocked", "member", "admin", "owner"] as const;
type Caller = (typeof CALLERS)[number];
type Row = readonly (number | string)[];

const clients = new Map<Caller, Client>();
const ids = new Map<Caller, string>();
/** A message of everybody's own, to change and to remove. */
const own = new Map<Caller, number>();
let group = "";
let direct = "";
/** The owner's messages; the admin removes the second. */
let kept = 0;
let doomed = 0;
const counters = new Map<Caller, number>();

const clientOf = (caller: Caller): Client => {
  const client = clients.get(caller);
  if (client === undefined) throw new Error(caller);
  return client;
};
const idOf = (caller: Caller): string => ids.get(caller) ?? "";

type Frames = { frames: { type: string; seq?: number; code?: string }[] };

const command = async (caller: Caller, conversation: string, name: string, data: object) => {
  const n = (counters.get(caller) ?? 0) + 1;
  counters.set(caller, n);
  const client = `client-${caller}-${conversation.slice(-6)}`;
  const commands = [{ type: "command", n, since: 0, floor: n, name, data }];
  const answer = await clientOf(caller).send<Frames>("POST", `/live/${conversation}/commands`, { client, commands });
  const frame = answer.status === 200 ? answer.body.frames[0] : undefined;
  return { said: frame === undefined ? answer.status : (frame.code ?? frame.type), seq: frame?.seq ?? 0 };
};
const plain = (text: string) => ({ body: { kind: "plain", text } });
const say = async (caller: Caller, conversation: string) =>
  (await command(caller, conversation, "send", plain(`from ${caller}`))).seq;

const begin = async (body: object): Promise<string> => {
  const made = await clientOf("owner").send<{ conversation: { id: string } }>("POST", "/conversations", {
    encryption: "none",
    ...body,
  });
  return made.body.conversation.id;
};

beforeAll(async () => {
  for (const caller of CALLERS) {
    const client = app.client();
    clients.set(caller, client);
    if (caller !== "anonymous") ids.set(caller, (await registerPerson(client, caller)).user.id);
  }
  await env.DB.prepare("UPDATE users SET role = 'admin' WHERE id = ?").bind(idOf("operator")).run();
  const members = ["exMember", "blocked", "member", "admin"] as const;
  group = await begin({ kind: "group", title: "Table", memberIds: members.map(idOf) });
  direct = await begin({ kind: "direct", memberIds: [idOf("blocked")] });
  await command("owner", group, "set_role", { user: idOf("admin"), role: "admin" });
  kept = await say("owner", group);
  doomed = await say("owner", group);
  for (const caller of [...members, "owner"] as const) own.set(caller, await say(caller, group));
  await clientOf("owner").send("DELETE", `/conversations/${group}/members/${idOf("exMember")}`);
}, 60_000);

test("C39 every route of a group answers everybody as the table says", async () => {
  const NOBODY = "usr_01m7x587n0eh38cjnb2p72bc8k";
  const routes: readonly (readonly [string, string, object | undefined, Row])[] = [
    ["GET", "", undefined, [401, 404, 404, 404, 200, 200, 200, 200]],
    ["GET", "/messages", undefined, [401, 404, 404, 404, 200, 200, 200, 200]],
    ["GET", "/messages/search?q=from", undefined, [401, 404, 404, 404, 200, 200, 200, 200]],
    ["GET", "/members", undefined, [401, 404, 404, 404, 200, 200, 200, 200]],
    ["POST", "/members", { memberIds: [NOBODY] }, [401, 404, 404, 404, 404, 404, 404, 404]],
    ["POST", "/members", { memberIds: [idOf("stranger")] }, [401, 404, 404, 404, 403, 403, 200, 200]],
    ["DELETE", `/members/${idOf("owner")}`, undefined, [401, 404, 404, 404, 403, 403, 403]],
  ];
  for (const [method, path, body, expected] of routes) {
    // The stranger is brought in by the admin, and gone again before the next row.
    const answers: number[] = [];
    for (const caller of CALLERS.slice(0, expected.length)) {
      answers.push((await clientOf(caller).send(method, `/conversations/${group}${path}`, body)).status);
    }
    expect([method, path, answers]).toEqual([method, path, expected]);
    if (body !== undefined) {
      await clientOf("owner").send("DELETE", `/conversations/${group}/members/${idOf("stranger")}`);
    }
  }
});

test("C39 every command in a group is answered to everybody as the table says", async () => {
  const outside = [401, 404, 404, 404];
  const commands: readonly (readonly [string, (caller: Caller) => object, Row])[] = [
    ["send", () => plain("hello"), ["ack", "ack", "ack", "ack"]],
    ["send", () => ({ body: { kind: "sealed", epoch: 1, ciphertext: "AAAA" } }), Array(4).fill("wrong_encryption")],
    ["edit", (caller) => ({ seq: own.get(caller) ?? 1, ...plain("mine") }), ["ack", "ack", "ack", "ack"]],
    [
      "edit",
      () => ({ seq: kept, ...plain("not mine") }),
      ["not_your_message", "not_your_message", "not_your_message", "ack"],
    ],
    ["react", () => ({ seq: kept, emoji: "👍", on: true }), ["ack", "ack", "ack", "ack"]],
    ["read", () => ({ upTo: 1 }), ["ack", "ack", "ack", "ack"]],
    ["pin", () => ({ seq: kept, on: true }), ["not_allowed", "not_allowed", "ack", "ack"]],
    ["rename", () => ({ title: "Other" }), ["not_allowed", "not_allowed", "ack", "ack"]],
    ["remove", () => ({ seq: doomed }), ["not_your_message", "not_your_message", "ack", "ack"]],
    ["remove", (caller) => ({ seq: own.get(caller) ?? 1 }), ["ack", "ack", "ack", "ack"]],
    ["set_role", () => ({ user: idOf("member"), role: "owner" }), ["not_allowed", "not_allowed", "not_allowed", "ack"]],
    ["set_role", () => ({ user: idOf("member"), role: "member" }), ["not_allowed", "ack", "not_allowed", "ack"]],
    ["remove_member", () => ({ user: idOf("owner") }), Array(4).fill("not_allowed")],
    ["no_such_command", () => ({}), Array(4).fill("unknown_command")],
    ["leave", () => ({}), ["ack", "ack", "ack", "ack"]],
    ["send", () => plain("gone"), [404, 404, 404, 404]],
  ];
  for (const [name, data, expected] of commands) {
    const answers: (number | string)[] = [];
    for (const caller of CALLERS) answers.push((await command(caller, group, name, data(caller))).said);
    expect([name, answers]).toEqual([name, [...outside, ...expected]]);
  }
});

test("C39 a block in a direct conversation refuses both everything but taking back one's own words, and tells neither why", async () => {
  const mine = new Map<Caller, number>();
  for (const caller of ["owner", "blocked"] as const) mine.set(caller, await say(caller, direct));
  await clientOf("owner").send("PUT", `/me/blocks/${idOf("blocked")}`);
  const seqOf = (caller: Caller) => mine.get(caller) ?? 1;
  const answers: Record<string, Row> = {};
  const inside = ["owner", "blocked"] as const;
  for (const [name, data] of [
    ["send", () => plain("hello?")],
    ["edit", (caller: Caller) => ({ seq: seqOf(caller), ...plain("changed") })],
    ["react", () => ({ seq: seqOf("owner"), emoji: "👍", on: true })],
    ["read", () => ({ upTo: seqOf("blocked") })],
    ["pin", () => ({ seq: seqOf("owner"), on: true })],
    ["remove", (caller: Caller) => ({ seq: seqOf(caller) })],
  ] as const) {
    const said = [];
    for (const caller of inside) said.push((await command(caller, direct, name, data(caller))).said);
    answers[name] = said;
  }
  const blocked = ["blocked", "blocked"];
  expect(answers).toEqual({
    send: blocked,
    edit: blocked,
    react: blocked,
    read: blocked,
    pin: blocked,
    remove: ["ack", "ack"],
  });
  // By id they stay the card that everybody sees, without what is behind it.
  const card = await clientOf("blocked").send("GET", `/people/${idOf("owner")}`);
  expect(card.body).toMatchObject({ person: { id: idOf("owner"), bio: "", presence: null, relation: "none" } });
  for (const outsider of ["stranger", "operator"] as const) {
    expect((await command(outsider, direct, "send", plain("hello"))).said).toBe(404);
  }
});

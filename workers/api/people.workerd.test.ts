// People over HTTP, with their inboxes and conversations open beside it.
import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { InboxPage } from "#objects/user-inbox/inbox-client.fixture.ts";
import type { SocketTicket } from "#core/protocol/auth.ts";
import { CLOSE } from "#core/protocol/close-codes.ts";
import type { ConversationView } from "#core/protocol/conversations.ts";
import type { Page } from "#core/protocol/http.ts";
import type { ConversationId, UserId } from "#core/protocol/ids.ts";
import type {
  AcceptedInvite,
  ContactView,
  PersonCard,
  PersonInviteView,
  PersonView,
  Profile,
} from "#core/protocol/people.ts";
import { createApp } from "./index.ts";
import { enterAsGuest, openTestApp, ORIGIN, OWN_PAGE, registerPerson, type Client } from "./test-client.ts";

const app = openTestApp();
const word = (): string => `w${crypto.randomUUID().replaceAll("-", "").slice(0, 12)}`;

type Someone = Client & { readonly id: UserId; readonly name: string; readonly handle: string };

/** Registered, with a name and a handle nobody else has. */
const enter = async (): Promise<Someone> => {
  const client = app.client();
  const name = word();
  const { user } = await registerPerson(client, name);
  await client.send("PUT", "/me/handle", { handle: name });
  return Object.assign(client, { id: user.id, name, handle: name });
};

const openInbox = async (client: Client): Promise<InboxPage> => {
  const { body } = await client.send<SocketTicket>("POST", "/auth/socket-ticket", { target: "inbox" });
  const protocols = `lockstep.v1, ticket.${body.ticket}`;
  const headers = { upgrade: "websocket", origin: ORIGIN, "sec-websocket-protocol": protocols };
  const request = new Request(`${ORIGIN}/api/v1/live/inbox/socket`, { headers });
  return InboxPage.on(await createApp(() => app.deps).fetch(request, env, createExecutionContext()));
};

const look = async (client: Client, person: string) =>
  (await client.send<{ person: PersonView }>("GET", `/people/${person}`)).body.person;
const search = async (client: Client, text: string): Promise<string[]> => {
  const { body } = await client.send<Page<PersonCard>>("GET", `/people?q=${encodeURIComponent(text)}`);
  return body.items.map(({ id }) => id);
};
const contactsOf = async (client: Client, state: string): Promise<string[]> => {
  const { body } = await client.send<Page<ContactView>>("GET", `/me/contacts?state=${state}`);
  return body.items.map(({ person }) => person.id);
};
const befriend = async (one: Someone, other: Someone): Promise<void> => {
  await one.send("POST", "/me/contacts", { person: other.id });
  expect((await other.send("POST", `/me/contacts/${one.id}/accept`)).status).toBe(200);
};
const begin = (one: Client, other: Someone) =>
  one.send<{ conversation: ConversationView }>("POST", "/conversations", {
    kind: "direct",
    memberIds: [other.id],
    encryption: "none",
  });
const say = async (client: Client, conversation: ConversationId, text: string) => {
  const data = { body: { kind: "plain", text } };
  const command = { type: "command", n: 1, since: 0, floor: 1, name: "send", data };
  const body = { client: crypto.randomUUID(), commands: [command] };
  const answer = await client.send<{ frames: { type: string; code?: string }[] }>(
    "POST",
    `/live/${conversation}/commands`,
    body,
  );
  return answer.body.frames[0];
};

let ada: Someone;
let bob: Someone;
beforeEach(async () => {
  [ada, bob] = [await enter(), await enter()];
});

describe("handles and profiles", () => {
  it("N1 a handle belongs to one person in whatever case, and can be changed", async () => {
    const handle = word();
    expect((await ada.send<Profile>("PUT", "/me/handle", { handle: `@${handle.toUpperCase()}` })).body.handle).toBe(
      handle,
    );
    expect((await bob.send("PUT", "/me/handle", { handle })).body.code).toBe("handle_taken");
    expect((await bob.send("PUT", "/me/handle", { handle: "Support" })).body.code).toBe("handle_taken");
    expect((await look(bob, `@${handle}`)).id).toBe(ada.id);
    await ada.send("PUT", "/me/handle", { handle: word() });
    expect((await bob.send("PUT", "/me/handle", { handle })).status).toBe(200);
  });

  it("N7 what cannot be a handle, a bio or a question is refused; any other text is kept as it was", async () => {
    for (const handle of [
      "ab",
      "a".repeat(31),
      "ädä",
      "a b",
      "a-b",
      "<script>",
      "usr_0000000000000000000000000",
      "",
      7,
    ]) {
      expect((await ada.send("PUT", "/me/handle", { handle })).status, String(handle)).toBe(400);
    }
    const { version } = (await ada.send<Profile>("GET", "/me/profile")).body;
    for (const bio of ["x".repeat(501), "\u202egnp", "a\u0000b", 7]) {
      expect((await ada.send("PATCH", "/me/profile", { version, bio })).status).toBe(400);
    }
    expect((await ada.send("PATCH", "/me/profile", { version, handle: "x" })).status).toBe(400);
    const bio = `<img src=x onerror=alert(1)> '); DROP TABLE profiles;-- \u{1f468}‍\u{1f469}‍\u{1f467} 田中さん\nзд`;
    expect((await ada.send<Profile>("PATCH", "/me/profile", { version, bio })).body.bio).toBe(bio);
    expect((await look(bob, ada.id)).bio).toBe(bio);
    expect((await ada.send("GET", "/people")).status).toBe(400);
    expect((await ada.send("GET", `/people?q=${"x".repeat(101)}`)).status).toBe(400);
    expect((await ada.send("GET", "/people/%00")).status).toBe(404);
    expect((await ada.send("GET", "/me/contacts?cursor=x")).status).toBe(400);
    expect((await ada.send("GET", "/invites/short")).status).toBe(400);
    for (const lifetime of [{ uses: 0 }, { expiresInMs: 1 }, { uses: 1.5 }, { forever: true }]) {
      expect((await ada.send("POST", "/me/invites", lifetime)).status).toBe(400);
    }
  });

  it("N8 a profile edited from two devices loses nothing", async () => {
    const { version } = (await ada.send<Profile>("GET", "/me/profile")).body;
    await ada.send("PATCH", "/me", { version, name: word() });
    const stale = await ada.send("PATCH", "/me/profile", { version, bio: "late" });
    expect(stale).toMatchObject({ status: 409, body: { code: "stale_version", version: version + 1 } });
    const fresh = await ada.send<Profile>("PATCH", "/me/profile", { version: version + 1, discoverable: false });
    expect(fresh.body).toMatchObject({ version: version + 2, discoverable: false, bio: "" });
    expect(await search(bob, ada.handle.slice(0, -1))).toEqual([]);
    expect(await search(bob, `@${ada.handle}`)).toEqual([ada.id]);
  });

  it("N10 a guest finds nobody, is found by nobody, and makes no links; they may block", async () => {
    const guest = app.client();
    const name = word();
    const { user } = await enterAsGuest(guest, name);
    expect((await guest.send("GET", `/people?q=${ada.name}`)).status).toBe(403);
    expect((await guest.send("POST", "/me/contacts", { person: ada.id })).status).toBe(403);
    expect((await ada.send("POST", "/me/contacts", { person: user.id })).status).toBe(404);
    expect(await search(ada, name)).toEqual([]);
    expect((await guest.send("POST", "/me/invites", {})).status).toBe(403);
    expect((await guest.send("PUT", `/me/blocks/${ada.id}`)).status).toBe(204);
  });
});

describe("contacts", () => {
  it("N4 a request, and its answer, reach the devices that are open", async () => {
    const [adas, bobs] = [await openInbox(ada), await openInbox(bob)];
    await ada.send("POST", "/me/contacts", { person: bob.id });
    await bobs.until(() => bobs.contactsChanged === 1);
    expect(await contactsOf(bob, "incoming")).toEqual([ada.id]);
    expect(await contactsOf(ada, "outgoing")).toEqual([bob.id]);
    expect((await look(bob, ada.id)).relation).toBe("incoming");
    expect((await look(bob, ada.id)).presence).toBeNull();
    const answer = await bob.send<{ contact: ContactView }>("POST", "/me/contacts", { person: ada.id });
    expect(answer.body.contact).toMatchObject({ state: "contact", person: { id: ada.id, handle: ada.handle } });
    await adas.until(() => adas.person(bob.id)?.online === true);
    await bobs.until(() => bobs.person(ada.id)?.online === true);
    expect(await look(bob, ada.id)).toMatchObject({ relation: "contact", presence: { online: true } });
    expect((await ada.send("DELETE", `/me/contacts/${bob.id}`)).status).toBe(204);
    await bobs.until(() => bobs.person(ada.id)?.online === false);
    expect(await look(bob, ada.id)).toMatchObject({ relation: "none", presence: null });
    expect((await ada.send("POST", "/me/contacts", { person: ada.id })).status).toBe(404);
  });

  it("N11 whoever answers a stranger is seen by them, and sees them, from that moment on; not before", async () => {
    const [adas, bobs] = [await openInbox(ada), await openInbox(bob)];
    const wanted = { kind: "direct", memberIds: [bob.id], encryption: "none" };
    const begun = await ada.send<{ conversation: { id: string } }>("POST", "/conversations", wanted);
    const say = (who: typeof ada, text: string) => {
      const command = {
        type: "command",
        n: 1,
        since: 0,
        floor: 1,
        name: "send",
        data: { body: { kind: "plain", text } },
      };
      const body = { client: `client-of-${who.id.slice(-8)}`, commands: [command] };
      return who.send("POST", `/live/${begun.body.conversation.id}/commands`, body);
    };
    expect((await say(ada, "Is the seat beside you free?")).status).toBe(200);
    expect((await look(ada, bob.id)).presence).toBeNull();
    expect((await say(bob, "It is.")).status).toBe(200);
    await adas.until(() => adas.person(bob.id)?.online === true);
    await bobs.until(() => bobs.person(ada.id)?.online === true);
  });

  it("N6 who hides presence is seen by nobody, from that moment on", async () => {
    await befriend(ada, bob);
    const [adas, bobs] = [await openInbox(ada), await openInbox(bob)];
    await bobs.until(() => bobs.person(ada.id)?.online === true);
    const { version } = (await ada.send<Profile>("GET", "/me/profile")).body;
    expect((await ada.send("PATCH", "/me", { version, preferences: { lastSeen: false } })).status).toBe(200);
    await bobs.until(() => bobs.person(ada.id)?.online === false);
    expect(bobs.person(ada.id)?.lastSeenAt).toBeNull();
    expect((await look(bob, ada.id)).presence).toBeNull();
    await ada.send("PATCH", "/me", { version: version + 1, preferences: { lastSeen: true } });
    await bobs.until(() => bobs.person(ada.id)?.online === true);
    expect(adas.person(bob.id)?.online).toBe(true);
  });
});

describe("links", () => {
  it("N5 a link makes contacts and opens one conversation, as often as it says and until it says", async () => {
    const made = await ada.send<{ invite: PersonInviteView }>("POST", "/me/invites", { uses: 1, expiresInMs: 60_000 });
    const { code, url } = made.body.invite;
    expect(url).toBe(`${ORIGIN}/i/${code}`);
    expect(
      (await app.client().send<{ invite: { from: PersonCard } }>("GET", `/invites/${code}`)).body.invite.from.id,
    ).toBe(ada.id);
    expect((await ada.send("POST", `/invites/${code}/accept`)).status).toBe(404);
    const accepted = await bob.send<AcceptedInvite>("POST", `/invites/${code}/accept`);
    const again = await bob.send<AcceptedInvite>("POST", `/invites/${code}/accept`);
    expect(accepted.body).toEqual(again.body);
    expect(accepted.body.person.id).toBe(ada.id);
    expect(await say(bob, accepted.body.conversation, "hello")).toMatchObject({ type: "ack" });
    expect(await contactsOf(ada, "contact")).toEqual([bob.id]);
    const late = await enter();
    expect((await late.send("POST", `/invites/${code}/accept`)).status).toBe(404);
    const listed = await ada.send<Page<PersonInviteView>>("GET", "/me/invites");
    expect(listed.body.items).toMatchObject([{ code, used: 1, uses: 1 }]);
    const other = await ada.send<{ invite: PersonInviteView }>("POST", "/me/invites", {});
    expect((await bob.send("DELETE", `/me/invites/${other.body.invite.code}`)).status).toBe(404);
    expect((await ada.send("DELETE", `/me/invites/${other.body.invite.code}`)).status).toBe(204);
    expect((await late.send("GET", `/invites/${other.body.invite.code}`)).status).toBe(404);
  });
});

describe("blocks", () => {
  it("N2 N3 whoever is blocked learns nothing more, at once, by no door", async () => {
    await befriend(ada, bob);
    const stranger = await enter();
    await ada.send("PATCH", "/me/profile", { version: 1, bio: "Numbers" });
    const invite = await ada.send<{ invite: PersonInviteView }>("POST", "/me/invites", {});
    const { code } = invite.body.invite;
    const { conversation } = (await begin(ada, bob)).body;
    expect(await say(bob, conversation.id, "before")).toMatchObject({ type: "ack" });
    const [adas, bobs] = [await openInbox(ada), await openInbox(bob)];
    await bobs.until(() => bobs.person(ada.id)?.online === true);

    expect((await ada.send("PUT", `/me/blocks/${bob.id}`)).status).toBe(204);
    await bobs.until(() => bobs.person(ada.id)?.online === false);
    await adas.until(() => adas.person(bob.id)?.online === false);
    expect(bobs.person(ada.id)?.lastSeenAt).toBeNull();

    // What Bob sees of Ada is what a stranger sees of somebody without a bio.
    const { bio: _, ...known } = await look(stranger, ada.id);
    expect(await look(bob, ada.id)).toEqual({ ...known, bio: "" });
    expect((await bob.send("GET", `/people/@${ada.handle}`)).status).toBe(404);
    expect(await search(bob, ada.name)).toEqual([]);
    expect(await search(bob, `@${ada.handle}`)).toEqual([]);
    expect(await search(ada, bob.name)).toEqual([]);
    expect(await contactsOf(bob, "contact")).toEqual([]);
    expect((await bob.send("GET", `/invites/${code}`)).status).toBe(404);
    expect((await bob.send("POST", `/invites/${code}/accept`)).status).toBe(404);
    // Asking seems to work, as it would with anybody who never answers.
    const asked = await bob.send<{ contact: ContactView }>("POST", "/me/contacts", { person: ada.id });
    expect(asked.body.contact.state).toBe("outgoing");
    expect(await contactsOf(ada, "incoming")).toEqual([]);
    expect((await look(ada, bob.id)).relation).toBe("blocked");
    expect((await ada.send("POST", "/me/contacts", { person: bob.id })).body.code).toBe("blocked_by_you");
    expect(await say(bob, conversation.id, "after")).toMatchObject({ type: "reject", code: "blocked" });
    expect(await say(ada, conversation.id, "after")).toMatchObject({ type: "reject", code: "blocked" });

    // Coming and going is nobody's business any more.
    const frames = bobs.frames.length;
    const second = await openInbox(ada);
    expect(second.person(bob.id)).toBeUndefined();
    expect(bobs.frames.slice(frames)).toEqual([]);

    expect((await bob.send("DELETE", `/me/blocks/${ada.id}`)).status).toBe(204);
    expect(await say(bob, conversation.id, "still")).toMatchObject({ type: "reject", code: "blocked" });
    expect((await ada.send("DELETE", `/me/blocks/${bob.id}`)).status).toBe(204);
    expect(await say(bob, conversation.id, "again")).toMatchObject({ type: "ack" });
    await bobs.until(() => bobs.person(ada.id)?.online === true);
    expect(await search(bob, ada.name)).toEqual([ada.id]);
  });

  it("N2 a stranger who is blocked before a word was said begins no conversation", async () => {
    await ada.send("PUT", `/me/blocks/${bob.id}`);
    expect((await begin(bob, ada)).status).toBe(404);
    expect((await begin(ada, bob)).status).toBe(404);
    expect((await ada.send("PUT", `/me/blocks/${ada.id}`)).status).toBe(404);
  });
});

describe("the inbox's doors", () => {
  it("N9 inbox is the caller's own by every door; a device that was signed out is closed there", async () => {
    const page = await openInbox(ada);
    expect(page.state.user).toBe(ada.id);
    const polled = await bob.send<{ frames: { type: string; actor?: string }[] }>(
      "GET",
      "/live/inbox/events?have=0&wait=0",
    );
    expect(polled.body.frames[0]).toMatchObject({ type: "welcome", actor: "inbox" });
    expect(JSON.stringify(polled.body)).toContain(bob.id);
    expect(JSON.stringify(polled.body)).not.toContain(ada.id);
    const command = { type: "command", n: 1, since: 0, floor: 1, name: "read_notification", data: { id: "x" } };
    const sent = await ada.send<{ frames: unknown[] }>("POST", "/live/inbox/commands", {
      client: crypto.randomUUID(),
      commands: [command],
    });
    expect(sent.body.frames).toEqual([{ type: "reject", n: 1, code: "no_such_notification" }]);
    await ada.send("POST", "/auth/logout", undefined, OWN_PAGE);
    expect(await page.untilClosed()).toBe(CLOSE.revoked);
  });
});

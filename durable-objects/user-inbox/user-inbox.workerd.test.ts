// The inbox in workerd: sockets, hibernation, rows, and a real conversation behind it.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { insertConversation } from "#db/queries/conversations.ts";
import { openD1 } from "#db/open.ts";
import { conversationStub, ConversationPage } from "../conversation/conversation-client.fixture.ts";
import { nextSuffix } from "../shell/test-page.fixture.ts";
import { countRowsWritten } from "../shell/rows-written.fixture.ts";
import type { ConversationId } from "#core/protocol/ids.ts";
import { inboxStub, InboxPage, newIdentity } from "./inbox-client.fixture.ts";

/** A direct conversation that the directory knows, too. */
const direct = async (one: ReturnType<typeof newIdentity>, other: ReturnType<typeof newIdentity>) => {
  const id = `cnv_${nextSuffix()}` as ConversationId;
  const members = [one, other].map(({ user, name }) => ({ user, name, role: "member" as const }));
  const shared = { id, kind: "direct", title: null, encryption: "none", history: "all" } as const;
  await insertConversation(openD1(env.DB), {
    ...shared,
    createdBy: one.user,
    createdAt: Date.now(),
    members,
    requestOf: null,
  });
  await conversationStub(id).create({ ...shared, by: one.user, members, requestOf: null });
  return id;
};

const tablesOf = (stub: ReturnType<typeof inboxStub>) =>
  runInDurableObject(stub, (_instance, { storage }) =>
    storage.sql
      .exec("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'")
      .toArray(),
  );

describe("the object", () => {
  test("I14 nobody else's grant opens it, nor sends by the command door", async () => {
    const [ada, eve] = [newIdentity("Ada"), newIdentity("Eve")];
    const page = await InboxPage.open(ada);
    expect(page.state.user).toBe(ada.user);
    const asEve = await inboxStub(ada.user).submit(eve, { client: crypto.randomUUID(), commands: [] });
    expect(asEve).toEqual({ ok: false, error: "not_found" });
  });

  test("I15 asking about, or meeting, somebody who never came writes nothing", async () => {
    const stub = inboxStub(newIdentity("Nobody").user);
    expect(await stub.presence()).toEqual({ online: false, lastSeenAt: null });
    expect(await stub.meet(newIdentity("Ada").user, { online: true, lastSeenAt: null })).toMatchObject({
      online: false,
    });
    expect(
      await stub.nudge({
        conversation: `cnv_${nextSuffix()}` as ConversationId,
        count: 1,
        named: 0,
        head: 2,
        last: null,
      }),
    ).toBe("offline");
    await stub.related(newIdentity("Bob").user, false);
    expect(await tablesOf(stub)).toEqual([]);
  });

  test("I16 evicted between every step it goes on as if nothing had happened", async () => {
    const ada = newIdentity("Ada");
    const stub = inboxStub(ada.user);
    const sleep = () => evictDurableObject(stub, { webSockets: "hibernate" });
    const page = await InboxPage.open(ada);
    await sleep();
    await stub.notify({ id: "n1", kind: "streak_reminder", data: { on: "2027-01-01" } });
    await page.until(() => page.state.notifications.length === 1);
    await sleep();
    expect(await page.command("read_notification", { id: "n1" })).toMatchObject({ ok: true });
    await sleep();
    expect(await stub.presence()).toEqual({ online: true, lastSeenAt: null });
    const late = await InboxPage.open(ada);
    expect(late.state).toEqual(page.state);
    expect(late.last("welcome")?.stateHash).toHaveLength(16);
  });
});

describe("unread", () => {
  test("I1 I2 I3 sent, read privately, edited, removed, on two devices and a late one, with a real conversation", async () => {
    const [ada, bob] = [newIdentity("Ada"), newIdentity("Bob")];
    const chat = await direct(bob, ada);
    const [phone, desk] = [await InboxPage.open(ada), await InboxPage.open(ada)];
    const bobs = await ConversationPage.open(chat, bob);
    await bobs.say("one");
    await bobs.say("two");
    await phone.until(() => phone.unread(chat) === 2);
    await desk.until(() => desk.unread(chat) === 2);
    const head = bobs.live.have;
    const frames = bobs.frames.length;
    expect(await phone.command("read", { conversation: chat, upTo: head })).toMatchObject({ ok: true });
    await desk.until(() => desk.unread(chat) === 0);
    expect(bobs.frames.slice(frames)).toEqual([]);
    // A conversation that forgot the private marker brings nothing back.
    await evictDurableObject(conversationStub(chat), { webSockets: "hibernate" });
    await bobs.command("edit", { seq: head, body: { kind: "plain", text: "two, again" } });
    await bobs.command("remove", { seq: head });
    const late = await InboxPage.open(ada);
    await late.until(() => late.unread(chat) === 0);
    expect([phone.unread(chat), desk.unread(chat)]).toEqual([0, 0]);
    await bobs.say("three");
    for (const device of [phone, desk, late]) await device.until(() => device.unread(chat) === 1);
  });

  test("I5 a nudge writes nothing, a private marker one row; hello and goodbye tell of presence once", async () => {
    const ada = newIdentity("Ada");
    const page = await InboxPage.open(ada);
    const stub = inboxStub(ada.user);
    const conversation = `cnv_${nextSuffix()}` as ConversationId;
    const nudges = await countRowsWritten(stub, () =>
      stub.nudge({ conversation, count: 3, named: 0, head: 9, last: null }),
    );
    expect(nudges).toBe(0);
    await page.until(() => page.unread(conversation) === 3);
    const marker = await countRowsWritten(stub, () => page.command("read", { conversation, upTo: 9 }));
    expect(marker).toBe(1);
    const again = await countRowsWritten(stub, () => page.command("read", { conversation, upTo: 5 }));
    expect(again).toBe(0);
    const second = await countRowsWritten(stub, () => InboxPage.open(ada));
    expect(second).toBe(0);
  });
});

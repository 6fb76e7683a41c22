// A conversation with relays in workerd: whoever came later sees as little behind one as they would before it.
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { GRANT_HEADER, type Identity } from "#core/protocol/identity.ts";
import type { ConversationId } from "#core/protocol/ids.ts";
import type { Redirect } from "../shell/platform-socket.ts";
import {
  ConversationPage,
  conversationStub,
  newLive,
  newPerson,
  openConversation,
  upgrade,
} from "../conversation/conversation-client.fixture.ts";
import { relayName } from "./relay-name.ts";
import { limitAt } from "./relay.fixture.ts";

const openBehind = async (id: ConversationId, identity: Identity, live = newLive()): Promise<ConversationPage> => {
  const { place, grant } = await (await upgrade(id, identity)).json<Redirect>();
  const headers = { upgrade: "websocket", [GRANT_HEADER]: JSON.stringify(grant) };
  const relay = env.RELAYS.getByName(relayName(id, place));
  const { webSocket } = await relay.fetch("https://actor/socket", { headers });
  if (webSocket === null) throw new Error("no socket");
  const page = new ConversationPage(webSocket, live);
  await page.hello();
  return page;
};

const namesOf = (page: ConversationPage): string[] =>
  page.frames.flatMap((frame) => (frame.type === "events" ? frame.events.map(({ name }) => name) : []));

test("Y11 what is kept from a newcomer is kept from them behind a relay, also after the root was restarted", async () => {
  const [alice, bob, dave] = [newPerson("Alice"), newPerson("Bob"), newPerson("Dave")];
  const { id, stub } = await openConversation([alice, bob], { history: "from_join" });
  await limitAt(stub, { SOCKETS_PER_OBJECT: "1" });
  try {
    await runInDurableObject(conversationStub(id), (_, ctx) => ctx.abort("limits")).catch(() => {});
    const atRoot = await ConversationPage.open(id, alice);
    const secret = await atRoot.said("before Dave");
    await conversationStub(id).addMembers(alice.user, [dave]);
    const old = await openBehind(id, bob);
    const newcomer = await openBehind(id, dave);
    await atRoot.command("edit", { seq: secret, body: { kind: "plain", text: "still before Dave" } });
    await old.until(() => namesOf(old).includes("edited"));
    await newcomer.until(() => namesOf(newcomer).includes("withheld"));

    await runInDurableObject(conversationStub(id), (_, ctx) => ctx.abort("crash")).catch(() => {});
    const again = await ConversationPage.open(id, alice, atRoot.live);
    await again.command("edit", { seq: secret, body: { kind: "plain", text: "and still" } });
    await old.until(() => namesOf(old).filter((name) => name === "edited").length === 2);
    await newcomer.until(() => namesOf(newcomer).filter((name) => name === "withheld").length === 2);
    expect(JSON.stringify(newcomer.frames)).not.toContain("still");
    expect(JSON.stringify(newcomer.frames)).not.toContain("before Dave");
  } finally {
    await limitAt(conversationStub(id), {});
  }
});

// People in a conversation for tests in workerd.
import { env } from "cloudflare:workers";
import { evolve } from "#core/domain/conversations/evolve.ts";
import type { SequencedConversationEvent } from "#core/domain/conversations/folding.ts";
import { LiveClient, type Settled } from "#core/domain/live-client.ts";
import type {
  ConversationKind,
  ConversationRole,
  ConversationState,
  Encryption,
  HistoryRule,
} from "#core/protocol/conversations.ts";
import { GRANT_HEADER, type Identity } from "#core/protocol/identity.ts";
import type { ConversationId, UserId } from "#core/protocol/ids.ts";
import { nextSuffix, TestPage, type Ticket } from "../shell/test-page.fixture.ts";

const DAY_MS = 86_400_000;

export const newPerson = (name: string): Identity => ({
  user: `usr_${nextSuffix()}` as Identity["user"],
  name,
  session: `ses_${nextSuffix()}` as Identity["session"],
  role: "user",
  tokenExpiresAt: Date.now() + DAY_MS,
});

export const conversationStub = (id: ConversationId) => env.CONVERSATIONS.getByName(id);

export type Opened = { id: ConversationId; stub: ReturnType<typeof conversationStub> };

/** The first of `people` begins it; in a group they own it. */
export const openConversation = async (
  people: readonly Identity[],
  options: {
    kind?: ConversationKind;
    history?: HistoryRule;
    encryption?: Encryption;
    requestOf?: UserId | null;
  } = {},
): Promise<Opened> => {
  const { kind = "group", history = "all", encryption = "none", requestOf = null } = options;
  const [first] = people;
  if (first === undefined) throw new Error("nobody");
  const id = `cnv_${nextSuffix()}` as ConversationId;
  const stub = conversationStub(id);
  const members = people.map(({ user, name }) => ({
    user,
    name,
    role: (kind === "group" && user === first.user ? "owner" : "member") as ConversationRole,
  }));
  const title = kind === "group" ? "Thesis" : null;
  await stub.create({ id, kind, title, encryption, history, by: first.user, members, requestOf });
  return { id, stub };
};

export const upgrade = (id: ConversationId, identity: Identity, ticket: Ticket = {}): Promise<Response> => {
  const { jti = crypto.randomUUID(), ticketExpiresAt = Date.now() + 30_000 } = ticket;
  const grant = JSON.stringify({ ...identity, jti, ticketExpiresAt });
  return conversationStub(id).fetch("https://actor/socket", {
    headers: { upgrade: "websocket", [GRANT_HEADER]: grant },
  });
};

export const newLive = () =>
  new LiveClient<ConversationState>(crypto.randomUUID(), (state, event) =>
    evolve(state, event as SequencedConversationEvent),
  );

export class ConversationPage extends TestPage<ConversationState> {
  /** Welcomed and in front. */
  static async open(id: ConversationId, identity: Identity, live = newLive()): Promise<ConversationPage> {
    const { webSocket } = await upgrade(id, identity);
    if (webSocket === null) throw new Error("no socket");
    const page = new ConversationPage(webSocket, live);
    await page.hello();
    return page;
  }

  say(text: string, more: { replyTo?: number } = {}): Promise<Settled> {
    return this.command("send", { body: { kind: "plain", text }, ...more });
  }

  /** The `seq` of what was said. */
  async said(text: string): Promise<number> {
    const settled = await this.say(text);
    if (!settled.ok || settled.seq === null) throw new Error(`not sent: ${JSON.stringify(settled)}`);
    return settled.seq;
  }

  texts(): (string | null)[] {
    return this.state.messages.map(({ body }) => (body?.kind === "plain" ? body.text : null));
  }
}

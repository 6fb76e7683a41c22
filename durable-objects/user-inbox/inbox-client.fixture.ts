// One device of a person for tests in workerd: the product's own client on their inbox.
import { env } from "cloudflare:workers";
import { evolveInbox, type SequencedInboxEvent } from "#core/domain/inbox.ts";
import { LiveClient } from "#core/domain/live-client.ts";
import { GRANT_HEADER, type Identity } from "#core/protocol/identity.ts";
import type { ConversationId, UserId } from "#core/protocol/ids.ts";
import type { InboxSignalData, InboxState } from "#core/protocol/inbox.ts";
import { nextSuffix, TestPage } from "../shell/test-page.fixture.ts";

const DAY_MS = 86_400_000;

export const newIdentity = (name: string): Identity => ({
  user: `usr_${nextSuffix()}` as Identity["user"],
  name,
  session: `ses_${nextSuffix()}` as Identity["session"],
  role: "user",
  tokenExpiresAt: Date.now() + DAY_MS,
});

export const inboxStub = (user: UserId) => env.INBOXES.getByName(user);

const newLive = () =>
  new LiveClient<InboxState>(crypto.randomUUID(), (state, event) => evolveInbox(state, event as SequencedInboxEvent));

export class InboxPage extends TestPage<InboxState> {
  /** `upgraded` carries the open socket. */
  static async on(upgraded: Response): Promise<InboxPage> {
    if (upgraded.webSocket === null) throw new Error(`no socket: ${await upgraded.text()}`);
    const page = new InboxPage(upgraded.webSocket, newLive());
    await page.hello();
    return page;
  }

  static async open(identity: Identity): Promise<InboxPage> {
    const grant = { ...identity, jti: crypto.randomUUID(), ticketExpiresAt: Date.now() + 30_000 };
    const headers = { upgrade: "websocket", [GRANT_HEADER]: JSON.stringify(grant) };
    return InboxPage.on(await inboxStub(identity.user).fetch("https://actor/socket", { headers }));
  }

  #signals<N extends keyof InboxSignalData>(name: N): InboxSignalData[N][] {
    return this.frames.flatMap((frame) =>
      frame.type === "signal" && frame.name === name ? [frame.data as InboxSignalData[N]] : [],
    );
  }

  unread(conversation: ConversationId): number | undefined {
    return this.#signals("unread").findLast((unread) => unread.conversation === conversation)?.count;
  }

  person(user: UserId): InboxSignalData["person"] | undefined {
    return this.#signals("person").findLast((person) => person.user === user);
  }

  get contactsChanged(): number {
    return this.#signals("contacts").length;
  }
}

// What actors call to tell the database and the event queue; every call may come twice.
import { WorkerEntrypoint } from "cloudflare:workers";
import type { ConversationId, UserId } from "#core/protocol/ids.ts";
import type { Audience } from "#core/protocol/inbox.ts";
import type { BusinessEvent } from "#core/protocol/jobs.ts";
import type { DeckFacts } from "#core/protocol/slideshow.ts";
import type {
  ConversationProjection,
  ProjectorRpc,
  RoomProjection,
  StreakReminder,
  MediaGrant,
} from "#core/protocol/projector.ts";
import { deleteShowing, insertShowing } from "#db/queries/deck-showings.ts";
import { grantMedia, revokeGrants } from "#db/queries/media-access.ts";
import { getAudience, listConversationIds } from "#db/queries/audience.ts";
import { projectConversation } from "#db/queries/conversations.ts";
import { readNotification } from "#db/queries/notifications.ts";
import { projectRoom } from "#db/queries/rooms.ts";
import { openDeps } from "./deps.ts";
import { notify } from "./inboxes.ts";
import { becamePartners } from "./people.ts";

export class Projector extends WorkerEntrypoint<Env> implements ProjectorRpc {
  async projectRoom(room: RoomProjection): Promise<void> {
    await projectRoom(openDeps(this.env).db, room);
  }

  async projectConversation(conversation: ConversationProjection): Promise<void> {
    const deps = openDeps(this.env);
    const arrived = await projectConversation(deps.db, conversation);
    const [one, other] = conversation.members;
    if (conversation.kind === "direct" && arrived.length > 0 && one !== undefined && other !== undefined) {
      await becamePartners(deps, one.user, other.user);
    }
  }

  async remind({ user, on, current }: StreakReminder): Promise<void> {
    const deps = openDeps(this.env);
    const id = `streak_reminder:${user}:${on}`;
    await notify(deps, { id, userId: user, kind: "streak_reminder", data: { on, current }, at: deps.now() });
  }

  async recordEvents(events: readonly BusinessEvent[]): Promise<void> {
    await openDeps(this.env).events.emit(events);
  }

  async readNotification(user: UserId, id: string): Promise<void> {
    const { db, now } = openDeps(this.env);
    await readNotification(db, user, id, now());
  }

  conversationsOf(user: UserId): Promise<ConversationId[]> {
    return listConversationIds(openDeps(this.env).db, user);
  }

  openShowing({ user, deckId, place }: Parameters<ProjectorRpc["openShowing"]>[0]): Promise<DeckFacts | null> {
    const { db, now } = openDeps(this.env);
    return insertShowing(db, { grant: crypto.randomUUID(), deckId, place, user }, now());
  }

  async attachMedia({ place, by, media, reason }: MediaGrant): Promise<void> {
    const { db, now } = openDeps(this.env);
    await grantMedia(db, by, media, place, reason, now());
  }

  async detachMedia(place: MediaGrant["place"], reason: string): Promise<void> {
    await revokeGrants(openDeps(this.env).db, place, reason);
  }

  async closeShowing(grant: string): Promise<void> {
    await deleteShowing(openDeps(this.env).db, grant);
  }

  audienceOf(user: UserId): Promise<Audience> {
    return getAudience(openDeps(this.env).db, user);
  }
}

// Which object stands behind the address of a live actor, and what all of them answer alike.
import type { ActorId } from "#core/protocol/auth.ts";
import type { CommandDoorBody } from "#core/protocol/frames.ts";
import type { Identity } from "#core/protocol/identity.ts";
import { ConversationId, RoomId, type UserId } from "#core/protocol/ids.ts";
import { askConversation } from "./conversations.ts";
import type { Deps } from "./deps.ts";
import { type Answer, askRoom } from "./rooms.ts";

/** The part that rooms, conversations and inboxes share. */
export type LiveStub = {
  fetch(address: string, init: RequestInit): Promise<Response>;
  submit(identity: Identity, body: CommandDoorBody): Promise<Answer<readonly unknown[]>>;
};

/** The name of the object: `inbox` is everybody's own. */
export const placeOf = (actor: ActorId, user: UserId): string => (actor === "inbox" ? user : actor);

const stubOf = ({ rooms, conversations, inboxes }: Deps, actor: ActorId, user: UserId): LiveStub => {
  const objects = actor === "inbox" ? inboxes : actor.startsWith("room_") ? rooms : conversations;
  return objects.getByName(placeOf(actor, user)) as unknown as LiveStub;
};

/** null: the directory knows no such actor. It is asked once by each isolate: what it knows does not cease to be. */
export const askActor = async <T>(
  deps: Deps,
  actor: ActorId,
  user: UserId,
  ask: (stub: LiveStub) => Promise<Answer<T>>,
): Promise<Answer<T> | null> => {
  const stub = stubOf(deps, actor, user);
  if (actor === "inbox") return ask(stub);
  if (deps.knownActors.has(actor)) {
    const answer = await ask(stub);
    if (answer.ok || answer.error !== "uncreated") return answer;
  }
  const answer = await askKnown(deps, actor, ask);
  if (answer !== null) deps.knownActors.add(actor);
  return answer;
};

const askKnown = async <T>(
  deps: Deps,
  actor: Exclude<ActorId, "inbox">,
  ask: (stub: LiveStub) => Promise<Answer<T>>,
): Promise<Answer<T> | null> => {
  const room = RoomId.safeParse(actor);
  if (!room.success) {
    return askConversation(deps, ConversationId.parse(actor), (stub) => ask(stub as unknown as LiveStub));
  }
  const asked = await askRoom(deps, room.data, (stub) => ask(stub as unknown as LiveStub));
  return asked?.answer ?? null;
};

/** Closes the sockets of a session in one place, as `placeOf` named it. */
export const revokeAt = async (
  deps: Pick<Deps, "rooms" | "conversations" | "inboxes">,
  place: string,
  session: string,
) => {
  const { rooms, conversations, inboxes } = deps;
  const objects = place.startsWith("room_") ? rooms : place.startsWith("usr_") ? inboxes : conversations;
  await objects.getByName(place).revokeSession(session);
};

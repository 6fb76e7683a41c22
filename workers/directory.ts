// The directory, rebuilt from the rooms and conversations themselves, while everybody goes on using it.
import { ConversationId } from "#core/protocol/ids.ts";
import type { RoomId } from "#core/protocol/ids.ts";
import type { RebuildStep } from "#core/protocol/directory.ts";
import { projectConversation } from "#db/queries/conversations.ts";
import { listActors, restoreConversation, restoreRoom } from "#db/queries/directory.ts";
import { projectRoom } from "#db/queries/rooms.ts";
import type { Deps } from "./deps.ts";

/** What it projected by itself while the old was thrown away is older than what it says after that. */
const rebuildConversation = async ({ db, conversations }: Deps, id: ConversationId): Promise<boolean> => {
  const stub = conversations.getByName(id);
  const replay = await stub.replay();
  if (replay === null) return false;
  await restoreConversation(db, replay);
  await projectConversation(db, (await stub.replay()) ?? replay);
  return true;
};

const rebuildRoom = async ({ db, rooms }: Deps, id: RoomId): Promise<boolean> => {
  const stub = rooms.getByName(id);
  const replay = await stub.replay();
  if (replay === null) return false;
  await restoreRoom(db, replay);
  await projectRoom(db, (await stub.replay()) ?? replay);
  return true;
};

/** The `limit` actors behind `after`, one after the other. */
export const rebuildDirectory = async (deps: Deps, after: string, limit: number): Promise<RebuildStep> => {
  const ids = await listActors(deps.db, after, limit);
  let rebuilt = 0;
  for (const id of ids) {
    const conversation = ConversationId.safeParse(id);
    const isThere = conversation.success
      ? await rebuildConversation(deps, conversation.data)
      : await rebuildRoom(deps, id as RoomId);
    if (isThere) rebuilt += 1;
  }
  return { rebuilt, missing: ids.length - rebuilt, nextCursor: ids.length < limit ? null : (ids.at(-1) ?? null) };
};

// Rebuilding the read model, one room or conversation at a time: what was known is thrown away and what it says of itself put in
// its place, in one batch, so that nobody who reads meanwhile finds nothing.
import { asc, eq, gt, sql } from "drizzle-orm";
import type { ConversationReplay, RoomReplay } from "#core/protocol/directory.ts";
import type { ConversationId, RoomId } from "#core/protocol/ids.ts";
import type { Db } from "../open.ts";
import { actors } from "../schema/actors.ts";
import { conversationMembers, conversations, directPairs } from "../schema/conversations.ts";
import { roomCodes, roomMembers, rooms } from "../schema/rooms.ts";
import { FACES, pairOf } from "./conversations.ts";

/** In order of their ids, which is that of their creation. */
export const listActors = async (db: Db, after: string, limit: number): Promise<(RoomId | ConversationId)[]> => {
  const rows = await db
    .select({ id: actors.id })
    .from(actors)
    .where(gt(actors.id, after as RoomId))
    .orderBy(asc(actors.id))
    .limit(limit);
  return rows.map(({ id }) => id);
};

const joined = <Member>(members: readonly Member[], joinedAt: readonly number[], createdAt: number) =>
  JSON.stringify(members.map((member, index) => ({ member, joinedAt: joinedAt[index] ?? createdAt })));

export const restoreConversation = async (db: Db, replay: ConversationReplay): Promise<void> => {
  const { id, kind, title, encryption, history, createdBy, createdAt, seq, activeAt, members, request } = replay;
  const [first, second] = members;
  const pair =
    kind === "direct" && first !== undefined && second !== undefined ? pairOf(first.user, second.user) : null;
  const row = {
    kind,
    title,
    encryption,
    history,
    createdBy,
    seq,
    faces: members.slice(0, FACES),
    memberCount: members.length,
    activeAt,
    createdAt,
  };
  const claim =
    pair === null
      ? []
      : [
          db
            .insert(directPairs)
            .values({ ...pair, conversationId: id })
            .onConflictDoUpdate({ target: [directPairs.lowId, directPairs.highId], set: { conversationId: id } }),
        ];
  await db.batch([
    db
      .insert(conversations)
      .values({ id, ...row })
      .onConflictDoUpdate({ target: conversations.id, set: row }),
    db.delete(conversationMembers).where(eq(conversationMembers.conversationId, id)),
    db.insert(conversationMembers).select(
      sql`SELECT ${id}, json_extract(value, '$.member.user'), json_extract(value, '$.member.role'),
        CASE WHEN json_extract(value, '$.member.user') = ${request?.user ?? null} THEN ${request?.state ?? "member"} ELSE 'member' END,
        json_extract(value, '$.joinedAt'), NULL FROM json_each(${joined(members, replay.joinedAt, createdAt)})`,
    ),
    db.delete(directPairs).where(eq(directPairs.conversationId, id)),
    ...claim,
  ] as unknown as Parameters<Db["batch"]>[0]);
};

export const restoreRoom = async (db: Db, replay: RoomReplay): Promise<void> => {
  const { id, codes, joinedAt, members, createdBy, createdAt, ...rest } = replay;
  const row = {
    title: rest.title,
    visibility: rest.visibility,
    plan: rest.plan,
    openChat: rest.openChat,
    createdBy,
    seq: rest.seq,
    schedule: rest.schedule,
    live: rest.live,
    present: rest.present,
    memberCount: members.length,
    activeAt: rest.activeAt,
    createdAt,
  };
  await db.batch([
    db
      .insert(rooms)
      .values({ id, ...row })
      .onConflictDoUpdate({ target: rooms.id, set: row }),
    db.delete(roomMembers).where(eq(roomMembers.roomId, id)),
    db.insert(roomMembers).select(
      sql`SELECT ${id}, json_extract(value, '$.member'), json_extract(value, '$.joinedAt'), NULL
        FROM json_each(${joined(members, joinedAt, createdAt)})`,
    ),
    db.delete(roomCodes).where(eq(roomCodes.roomId, id)),
    // Who made an invitation, the room does not remember: it is its creator's.
    db.insert(roomCodes).select(
      sql`SELECT json_extract(value, '$.code'), ${id}, ${createdBy}, json_extract(value, '$.expiresAt')
        FROM json_each(${JSON.stringify(codes)}) WHERE 1`,
    ),
  ]);
};

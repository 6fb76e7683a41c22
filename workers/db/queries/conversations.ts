// The directory of conversations. It is late by design: the conversation itself decides who belongs to it.
import { and, desc, eq, inArray, isNull, lte, sql } from "drizzle-orm";
import type { ConversationId, UserId } from "#core/protocol/ids.ts";
import type { ConversationProjection } from "#core/protocol/projector.ts";
import type { Db } from "../open.ts";
import { actors } from "../schema/actors.ts";
import {
  type ConversationRow,
  conversationMembers,
  conversations,
  directPairs,
  type FaceRow,
  type MemberStanding,
} from "../schema/conversations.ts";

/** So many members are kept with the row, for lists. */
export const FACES = 12;

export type NewConversation = Pick<
  ConversationRow,
  "id" | "kind" | "title" | "encryption" | "history" | "createdBy" | "createdAt"
> & {
  readonly members: readonly FaceRow[];
  /** Who is asked whether they want to hear from a stranger. */
  readonly requestOf: UserId | null;
};

export const pairOf = (one: UserId, other: UserId) =>
  one < other ? { lowId: one, highId: other } : { lowId: other, highId: one };

/** The conversation of two people; null where they have none. */
export const findDirect = async (db: Db, one: UserId, other: UserId): Promise<ConversationId | null> => {
  const { lowId, highId } = pairOf(one, other);
  const [row] = await db
    .select({ id: directPairs.conversationId })
    .from(directPairs)
    .where(and(eq(directPairs.lowId, lowId), eq(directPairs.highId, highId)))
    .limit(1);
  return row?.id ?? null;
};

/**
 * The row and its members, all or nothing. Of two people who begin a direct conversation at once one is first, and both
 * are answered the same id. Again with the same id is nothing.
 */
export const insertConversation = async (
  db: Db,
  { members, requestOf, ...row }: NewConversation,
): Promise<ConversationId> => {
  const { id, createdAt } = row;
  const [first, second] = members;
  const pair =
    row.kind === "direct" && first !== undefined && second !== undefined ? pairOf(first.user, second.user) : null;
  const isOurs =
    pair === null
      ? sql`1`
      : sql`EXISTS (SELECT 1 FROM direct_pairs WHERE low_id = ${pair.lowId} AND high_id = ${pair.highId}
          AND conversation_id = ${id})`;
  const faces = JSON.stringify(members.slice(0, FACES));
  const claim =
    pair === null
      ? []
      : [
          db
            .insert(directPairs)
            .values({ ...pair, conversationId: id })
            .onConflictDoNothing(),
        ];
  await db.batch([
    ...claim,
    db
      .insert(conversations)
      .select(
        sql`SELECT ${id}, ${row.kind}, ${row.title}, ${row.encryption}, ${row.history}, ${row.createdBy}, 0, ${faces},
          ${members.length}, ${createdAt}, ${createdAt} WHERE ${isOurs}`,
      )
      .onConflictDoNothing(),
    db
      .insert(conversationMembers)
      .select(
        sql`SELECT ${id}, json_extract(value, '$.user'), json_extract(value, '$.role'),
          CASE WHEN json_extract(value, '$.user') = ${requestOf} THEN 'waiting' ELSE 'member' END, ${createdAt}, NULL
          FROM json_each(${JSON.stringify(members)}) WHERE ${isOurs}`,
      )
      .onConflictDoNothing(),
    db
      .insert(actors)
      .select(sql`SELECT ${id}, ${createdAt} WHERE ${isOurs}`)
      .onConflictDoNothing(),
  ] as unknown as Parameters<Db["batch"]>[0]);
  return pair === null ? id : ((await findDirect(db, pair.lowId, pair.highId)) ?? id);
};

export const getConversation = async (db: Db, id: ConversationId): Promise<ConversationRow | null> => {
  const [row] = await db.select().from(conversations).where(eq(conversations.id, id)).limit(1);
  return row ?? null;
};

export type MemberRow = typeof conversationMembers.$inferSelect;

/** Everyone who belongs to it as far as the directory knows, in order of joining. */
export const listMembers = async (db: Db, id: ConversationId): Promise<MemberRow[]> =>
  db
    .select()
    .from(conversationMembers)
    .where(and(eq(conversationMembers.conversationId, id), isNull(conversationMembers.leftAt)))
    .orderBy(conversationMembers.joinedAt, conversationMembers.userId);

export type ConversationPlace = { readonly activeAt: number; readonly id: ConversationId };
export type ListedConversation = { readonly row: ConversationRow; readonly standing: MemberStanding };

/** What a person's inbox shows: newest activity first, without strangers who have said nothing or are not wanted. */
export const listMyConversations = async (
  db: Db,
  user: UserId,
  place: ConversationPlace | null,
  limit: number,
): Promise<ListedConversation[]> =>
  db
    .select({ row: conversations, standing: conversationMembers.standing })
    .from(conversationMembers)
    .innerJoin(conversations, eq(conversations.id, conversationMembers.conversationId))
    .where(
      and(
        eq(conversationMembers.userId, user),
        isNull(conversationMembers.leftAt),
        inArray(conversationMembers.standing, ["member", "open"]),
        place === null
          ? undefined
          : sql`(${conversations.activeAt}, ${conversations.id}) < (${place.activeAt}, ${place.id})`,
      ),
    )
    .orderBy(desc(conversations.activeAt), desc(conversations.id))
    .limit(limit);

/**
 * What the conversation says of itself, applied only when not older than what is known; again is nothing. Returns who
 * belongs to it now and did not before.
 */
export const projectConversation = async (db: Db, conversation: ConversationProjection): Promise<readonly UserId[]> => {
  const { id, seq, title, activeAt, request } = conversation;
  const members = JSON.stringify(conversation.members);
  const applied = sql`EXISTS (SELECT 1 FROM conversations WHERE id = ${id} AND seq = ${seq})`;
  const [, , changed] = await db.batch([
    db
      .update(conversations)
      .set({
        title,
        seq,
        faces: conversation.members.slice(0, FACES),
        memberCount: conversation.members.length,
        activeAt,
      })
      .where(and(eq(conversations.id, id), lte(conversations.seq, seq))),
    db
      .update(conversationMembers)
      .set({ leftAt: activeAt })
      .where(
        and(
          eq(conversationMembers.conversationId, id),
          isNull(conversationMembers.leftAt),
          applied,
          sql`${conversationMembers.userId} NOT IN (SELECT json_extract(value, '$.user') FROM json_each(${members}))`,
        ),
      ),
    db
      .insert(conversationMembers)
      .select(
        sql`SELECT ${id}, json_extract(value, '$.user'), json_extract(value, '$.role'),
          CASE WHEN json_extract(value, '$.user') = ${request?.user ?? null} THEN ${request?.state ?? "member"} ELSE 'member' END,
          ${activeAt}, NULL FROM json_each(${members}) WHERE ${applied}`,
      )
      .onConflictDoUpdate({
        target: [conversationMembers.conversationId, conversationMembers.userId],
        set: {
          role: sql`excluded.role`,
          standing: sql`excluded.standing`,
          joinedAt: sql`CASE WHEN conversation_members.left_at IS NULL THEN conversation_members.joined_at ELSE excluded.joined_at END`,
          leftAt: null,
        },
        // Last activity alone is one row, however many belong to it.
        setWhere: sql`conversation_members.left_at IS NOT NULL OR conversation_members.role <> excluded.role
          OR conversation_members.standing <> excluded.standing`,
      })
      .returning({ user: conversationMembers.userId, standing: conversationMembers.standing }),
  ]);
  return changed.flatMap(({ user, standing }) => (standing === "member" ? [user] : []));
};

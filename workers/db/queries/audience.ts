// What an inbox asks of the directory: its person's conversations, and who may see when they come and go.
import { and, desc, eq, inArray, isNull, sql } from "drizzle-orm";
import type { ConversationId, UserId } from "#core/protocol/ids.ts";
import type { Audience } from "#core/protocol/inbox.ts";
import type { Db } from "../open.ts";
import { conversationMembers, conversations } from "../schema/conversations.ts";
import { users } from "../schema/users.ts";
import { blockBetween } from "./people.ts";

/** Presence is told to this many at most. */
const MAX_AUDIENCE = 200;

const shows = sql<number>`coalesce(json_extract(${users.preferences}, '$.lastSeen'), 1)`;

/** Contacts and partners of direct conversations, but for blocks either way. */
export const getAudience = async (db: Db, user: UserId): Promise<Audience> => {
  const related = sql`SELECT other_id FROM contacts WHERE user_id = ${user} AND state = 'contact'
    UNION SELECT partner.user_id FROM conversation_members AS own
      JOIN conversations ON conversations.id = own.conversation_id AND conversations.kind = 'direct'
      JOIN conversation_members AS partner ON partner.conversation_id = own.conversation_id
        AND partner.user_id <> own.user_id AND partner.standing = 'member'
      WHERE own.user_id = ${user} AND own.standing = 'member'`;
  const [own, others] = await db.batch([
    db.select({ shows }).from(users).where(eq(users.id, user)),
    db
      .select({ user: users.id, shows })
      .from(users)
      .where(and(sql`${users.id} IN (${related})`, sql`NOT ${blockBetween(user, sql`${users.id}`)}`))
      .orderBy(desc(users.id))
      .limit(MAX_AUDIENCE),
  ]);
  return {
    shows: own[0]?.shows === 1,
    others: others.map((other) => ({ user: other.user, shows: other.shows === 1 })),
  };
};

/** Last active first; nobody belongs to more than the inbox can ask about. */
const MAX_CONVERSATIONS = 1_000;

export const listConversationIds = async (db: Db, user: UserId): Promise<ConversationId[]> => {
  const rows = await db
    .select({ id: conversations.id })
    .from(conversationMembers)
    .innerJoin(conversations, eq(conversations.id, conversationMembers.conversationId))
    .where(
      and(
        eq(conversationMembers.userId, user),
        isNull(conversationMembers.leftAt),
        inArray(conversationMembers.standing, ["member", "open"]),
      ),
    )
    .orderBy(desc(conversations.activeAt), desc(conversations.id))
    .limit(MAX_CONVERSATIONS);
  return rows.map(({ id }) => id);
};

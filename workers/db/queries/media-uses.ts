// Where a person's own file lies: conversations and rooms they are in, decks they own, and how many places besides.
import { and, countDistinct, eq, isNull } from "drizzle-orm";
import type { MediaId, UserId } from "#core/protocol/ids.ts";
import type { MediaUses } from "#core/protocol/media.ts";
import type { Db } from "../open.ts";
import { conversationMembers, conversations } from "../schema/conversations.ts";
import { decks, deckSlides } from "../schema/decks.ts";
import { mediaGrants } from "../schema/media.ts";
import { roomMembers, rooms } from "../schema/rooms.ts";

const NAMES = 3;

export const listUses = async (db: Db, owner: UserId, id: MediaId): Promise<MediaUses> => {
  const isHere = eq(mediaGrants.mediaId, id);
  const [talks, sessions, presented, [places]] = await Promise.all([
    db
      .select({ id: conversations.id, title: conversations.title, faces: conversations.faces })
      .from(mediaGrants)
      .innerJoin(conversations, eq(conversations.id, mediaGrants.place))
      .innerJoin(
        conversationMembers,
        and(
          eq(conversationMembers.conversationId, conversations.id),
          eq(conversationMembers.userId, owner),
          isNull(conversationMembers.leftAt),
        ),
      )
      .where(isHere)
      .groupBy(conversations.id),
    db
      .select({ id: rooms.id, title: rooms.title })
      .from(mediaGrants)
      .innerJoin(rooms, eq(rooms.id, mediaGrants.place))
      .innerJoin(
        roomMembers,
        and(eq(roomMembers.roomId, rooms.id), eq(roomMembers.userId, owner), isNull(roomMembers.leftAt)),
      )
      .where(isHere)
      .groupBy(rooms.id),
    db
      .select({ id: decks.id, title: decks.title })
      .from(deckSlides)
      .innerJoin(decks, eq(decks.id, deckSlides.deckId))
      .where(and(eq(deckSlides.mediaId, id), eq(decks.ownerId, owner)))
      .groupBy(decks.id),
    db
      .select({ count: countDistinct(mediaGrants.place) })
      .from(mediaGrants)
      .where(isHere),
  ]);
  const namesOf = (faces: (typeof talks)[number]["faces"]): string | null => {
    const others = faces.filter(({ user }) => user !== owner).map(({ name }) => name);
    return others.length === 0 ? null : others.slice(0, NAMES).join(", ");
  };
  return {
    items: [
      ...talks.map(({ title, faces, ...talk }) => ({
        kind: "conversation" as const,
        ...talk,
        title: title ?? namesOf(faces),
      })),
      ...sessions.map((room) => ({ kind: "room" as const, ...room })),
      ...presented.map((deck) => ({ kind: "deck" as const, ...deck })),
    ],
    elsewhere: Math.max(0, (places?.count ?? 0) - talks.length - sessions.length),
  };
};

// Rebuilding the directory: what a room or conversation says of itself takes the place of whatever was known.
import { eq } from "drizzle-orm";
import { typeid } from "typeid-js";
import { expect } from "vitest";
import { DEFAULT_PLAN } from "#core/domain/lock-in/plans.ts";
import type { ConversationReplay, RoomReplay } from "#core/protocol/directory.ts";
import type { ConversationId, RoomId } from "#core/protocol/ids.ts";
import type { Db } from "../open.ts";
import { conversationMembers, conversations, directPairs } from "../schema/conversations.ts";
import { roomCodes, roomMembers, rooms } from "../schema/rooms.ts";
import { newUserId, NOW, onBothDatabases } from "./both-databases.ts";
import { insertConversation, listMyConversations } from "./conversations.ts";
import * as directory from "./directory.ts";
import { insertRoom, listMyRooms } from "./rooms.ts";

const conversationReplay = (change: Partial<ConversationReplay> = {}): ConversationReplay => {
  const [ada, bob] = [newUserId(), newUserId()];
  return {
    id: typeid("cnv").toString() as ConversationId,
    seq: 41,
    kind: "group",
    title: 'Thèse "ß" 🧪',
    encryption: "none",
    history: "from_join",
    createdBy: ada,
    createdAt: NOW,
    activeAt: NOW + 5,
    members: [
      { user: ada, name: 'Ada "the" O\'Hara', role: "owner" },
      { user: bob, name: "Bob", role: "member" },
    ],
    joinedAt: [NOW, NOW + 3],
    request: null,
    ...change,
  };
};

const conversationRows = async (d: Db, id: ConversationId) => ({
  row: await d.select().from(conversations).where(eq(conversations.id, id)),
  members: await d
    .select()
    .from(conversationMembers)
    .where(eq(conversationMembers.conversationId, id))
    .orderBy(conversationMembers.joinedAt, conversationMembers.userId),
  pairs: await d.select().from(directPairs).where(eq(directPairs.conversationId, id)),
});

const roomReplay = (): RoomReplay => {
  const [ada, bob] = [newUserId(), newUserId()];
  return {
    id: typeid("room").toString() as RoomId,
    seq: 12,
    title: "Library",
    visibility: "private",
    plan: DEFAULT_PLAN,
    openChat: true,
    schedule: null,
    live: true,
    present: 1,
    createdBy: ada,
    createdAt: NOW,
    activeAt: NOW + 7,
    members: [ada, bob],
    joinedAt: [NOW, NOW + 2],
    codes: [
      { code: crypto.randomUUID(), expiresAt: null },
      { code: crypto.randomUUID(), expiresAt: NOW + 9 },
    ],
  };
};

const roomRows = async (d: Db, id: RoomId) => ({
  row: await d.select().from(rooms).where(eq(rooms.id, id)),
  members: await d.select().from(roomMembers).where(eq(roomMembers.roomId, id)).orderBy(roomMembers.joinedAt),
  codes: await d.select().from(roomCodes).where(eq(roomCodes.roomId, id)).orderBy(roomCodes.expiresAt),
});

onBothDatabases("the directory", (rule) => {
  rule(
    "W2 a conversation is what it says of itself, where nothing was known and where everything was wrong",
    async (d) => {
      const replay = conversationReplay();
      await directory.restoreConversation(d, replay);
      const right = await conversationRows(d, replay.id);
      expect(right.row).toMatchObject([
        {
          title: replay.title,
          seq: 41,
          history: "from_join",
          memberCount: 2,
          faces: replay.members,
          activeAt: NOW + 5,
        },
      ]);
      expect(right.members.map(({ userId, role, joinedAt, leftAt }) => [userId, role, joinedAt, leftAt])).toEqual(
        replay.members.map(({ user, role }, index) => [user, role, replay.joinedAt[index], null]),
      );
      expect(await listMyConversations(d, replay.createdBy, null, 5)).toMatchObject([{ row: { id: replay.id } }]);

      await d
        .update(conversations)
        .set({ title: "Wrong", seq: 9_999, faces: [] })
        .where(eq(conversations.id, replay.id));
      await d
        .update(conversationMembers)
        .set({ userId: newUserId(), standing: "declined" })
        .where(eq(conversationMembers.userId, replay.createdBy));
      await directory.restoreConversation(d, replay);
      await directory.restoreConversation(d, replay);
      expect(await conversationRows(d, replay.id)).toEqual(right);
    },
  );

  rule("W2 a pair has its direct conversation again, and a stranger's request its standing", async (d) => {
    const group = conversationReplay();
    const [ada, bob] = group.members.map(({ user }) => user);
    if (ada === undefined || bob === undefined) throw new Error("two people");
    const request = { user: bob, state: "open" as const };
    const replay: ConversationReplay = { ...group, kind: "direct", title: null, request };
    await directory.restoreConversation(d, replay);
    const { pairs, members } = await conversationRows(d, replay.id);
    expect(pairs).toMatchObject([{ lowId: [ada, bob].toSorted()[0], highId: [ada, bob].toSorted()[1] }]);
    expect(members.map(({ userId, standing }) => [userId, standing])).toEqual([
      [ada, "member"],
      [bob, "open"],
    ]);
    const begun = await insertConversation(d, {
      ...replay,
      id: typeid("cnv").toString() as ConversationId,
      requestOf: null,
      members: replay.members,
    });
    expect(begun).toBe(replay.id);
  });

  rule("W2 a room is what it says of itself, with every code that opens it", async (d) => {
    const replay = roomReplay();
    await directory.restoreRoom(d, replay);
    const right = await roomRows(d, replay.id);
    expect(right.row).toMatchObject([{ title: "Library", visibility: "private", seq: 12, memberCount: 2, live: true }]);
    expect(right.members.map(({ userId, joinedAt }) => [userId, joinedAt])).toEqual([
      [replay.members[0], NOW],
      [replay.members[1], NOW + 2],
    ]);
    expect(right.codes.map(({ code, expiresAt }) => ({ code, expiresAt }))).toEqual(replay.codes);
    expect((await listMyRooms(d, replay.createdBy, null, 5)).map(({ id }) => id)).toEqual([replay.id]);

    await d.update(rooms).set({ title: "Wrong", memberCount: 77, live: false }).where(eq(rooms.id, replay.id));
    await d.delete(roomMembers).where(eq(roomMembers.roomId, replay.id));
    await d
      .update(roomCodes)
      .set({ expiresAt: NOW - 1 })
      .where(eq(roomCodes.roomId, replay.id));
    await directory.restoreRoom(d, replay);
    await directory.restoreRoom(d, replay);
    expect(await roomRows(d, replay.id)).toEqual(right);
    await directory.restoreRoom(d, { ...replay, codes: [], members: [], joinedAt: [] });
    expect(await roomRows(d, replay.id)).toMatchObject({ row: [{ memberCount: 0 }], members: [], codes: [] });
  });

  rule("W2 everything that began is gone through once, page by page", async (d) => {
    const one = roomReplay();
    const { title, visibility, plan, openChat, createdBy, createdAt } = one;
    const begun = [one.id, typeid("room").toString() as RoomId, typeid("room").toString() as RoomId];
    for (const id of begun) {
      await insertRoom(d, { id, title, visibility, plan, openChat, createdBy, createdAt, code: crypto.randomUUID() });
    }
    const seen: string[] = [];
    for (let after = ""; ;) {
      const ids = await directory.listActors(d, after, 2);
      seen.push(...ids);
      after = ids.at(-1) ?? after;
      if (ids.length < 2) break;
    }
    expect(seen).toEqual([...new Set(seen)].toSorted());
    expect(seen).toEqual(expect.arrayContaining(begun));
  });
});

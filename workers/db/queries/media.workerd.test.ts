// Files: quota, parts, one check at a time, the library, what runs out, who may see what, where it lies.
import { eq } from "drizzle-orm";
import { typeid } from "typeid-js";
import { expect } from "vitest";
import { DEFAULT_PLAN } from "#core/domain/lock-in/plans.ts";
import type { ConversationId, DeckId, MediaId, RoomId, UserId } from "#core/protocol/ids.ts";
import type { Db } from "../open.ts";
import { conversationMembers, conversations } from "../schema/conversations.ts";
import { media as files } from "../schema/media.ts";
import { roomMembers } from "../schema/rooms.ts";
import { DAY_MS, newUserId, NOW, onBothDatabases, requireValue } from "./both-databases.ts";
import { insertDeck } from "./decks.ts";
import * as access from "./media-access.ts";
import { listUses } from "./media-uses.ts";
import * as media from "./media.ts";
import { insertRoom } from "./rooms.ts";

const newMediaId = (): MediaId => typeid("media").toString() as MediaId;
const WIDE = { quotaBytes: 1_000, openUploads: 10 };

const newRow = (ownerId: UserId, change: Partial<media.NewMedia> = {}): media.NewMedia => ({
  id: newMediaId(),
  ownerId,
  name: "roof.jpg",
  declaredBytes: 100,
  sha256: "0".repeat(64),
  sealed: false,
  temporary: false,
  parts: 0,
  uploadId: null,
  durationMs: null,
  waveform: null,
  expiresAt: NOW + DAY_MS,
  createdAt: NOW,
  ...change,
});

const begin = async (d: Db, ownerId: UserId, change: Partial<media.NewMedia> = {}): Promise<MediaId> => {
  const row = newRow(ownerId, change);
  expect(await media.insertMedia(d, row, WIDE)).toBe(true);
  return row.id;
};

/** Checked, an image. */
const ready = async (d: Db, ownerId: UserId, change: Partial<media.NewMedia> = {}): Promise<MediaId> => {
  const id = await begin(d, ownerId, change);
  await media.moveMedia(d, id, "uploading", { status: "checking" });
  await media.claimMedia(d, id, NOW, NOW + 1);
  const isDone = await media.finishMedia(d, id, NOW + 1, { status: "ready", kind: "image", bytes: 90 });
  expect(isDone).toBe(true);
  return id;
};

onBothDatabases("uploads", (rule) => {
  rule("of many begun at once no more than fit are begun", async (d) => {
    const ada = newUserId();
    const begun = await Promise.all(
      Array.from({ length: 5 }, () => media.insertMedia(d, newRow(ada, { declaredBytes: 400 }), WIDE)),
    );
    expect(begun.filter(Boolean)).toHaveLength(2);
    expect(await media.getUsage(d, ada)).toEqual({ usedBytes: 800, files: 2 });
    const few = { ...WIDE, openUploads: 2 };
    expect(await media.insertMedia(d, newRow(ada), few)).toBe(false);
    expect(await media.insertMedia(d, newRow(newUserId()), few)).toBe(true);
  });

  rule("what was announced is what is read, with its waveform", async (d) => {
    const row = newRow(newUserId(), { sealed: true, durationMs: 900, waveform: [0, 255], parts: 2, uploadId: "up" });
    await media.insertMedia(d, row, WIDE);
    expect(await media.getMedia(d, row.id)).toMatchObject({ ...row, status: "uploading", bytes: 100, variants: {} });
    expect(await media.getMedia(d, newMediaId())).toBeNull();
  });

  rule("a part that comes twice is there once, as it came last, in order", async (d) => {
    const mediaId = await begin(d, newUserId());
    await media.keepPart(d, { mediaId, part: 2, etag: "b", bytes: 5 });
    await media.keepPart(d, { mediaId, part: 1, etag: "a", bytes: 8 });
    await media.keepPart(d, { mediaId, part: 2, etag: "c", bytes: 6 });
    expect(await media.listParts(d, mediaId)).toEqual([
      { mediaId, part: 1, etag: "a", bytes: 8 },
      { mediaId, part: 2, etag: "c", bytes: 6 },
    ]);
  });

  rule("one checks at a time, and only who holds the claim finishes", async (d) => {
    const id = await begin(d, newUserId());
    expect(await media.claimMedia(d, id, NOW, NOW + 10)).toBeNull();
    expect(await media.moveMedia(d, id, "uploading", { status: "checking" })).toBe(true);
    expect(await media.moveMedia(d, id, "uploading", { status: "checking" })).toBe(false);
    const claims = await Promise.all([1, 2, 3].map((n) => media.claimMedia(d, id, NOW, NOW + n)));
    const held = claims.find((claim) => claim !== null);
    expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
    // The holder died: another takes it, and the first comes too late.
    expect(await media.claimMedia(d, id, NOW + 100, NOW + 200)).toMatchObject({ id });
    expect(await media.finishMedia(d, id, requireValue(held).claimedUntil, { status: "ready" })).toBe(false);
    const variants = { original: { bytes: 90, type: "image/png", digest: "d" } };
    expect(await media.finishMedia(d, id, NOW + 200, { status: "ready", variants })).toBe(true);
    expect(await media.getMedia(d, id)).toMatchObject({ status: "ready", variants, claimedUntil: 0 });
  });
});

onBothDatabases("the library", (rule) => {
  rule("is one's own files, newest first, page by page, by kind, without what is being deleted", async (d) => {
    const ada = newUserId();
    const first = await ready(d, ada, { createdAt: NOW });
    const [second, third] = [await begin(d, ada, { createdAt: NOW + 1 }), await ready(d, ada, { createdAt: NOW + 1 })];
    await begin(d, newUserId());
    const ids = async (kind: "image" | null, place: media.MediaPosition | null, limit: number) =>
      (await media.listMedia(d, ada, kind, place, limit)).map(({ id }) => id);
    const [newest, next] = second > third ? [second, third] : [third, second];
    expect(await ids(null, null, 2)).toEqual([newest, next]);
    expect(await ids(null, { createdAt: NOW + 1, id: next }, 9)).toEqual([first]);
    expect(await ids("image", null, 9)).toEqual([third, first]);
    await media.markDeleting(d, third, NOW + 5);
    expect(await ids(null, null, 9)).toEqual([second, first]);
    expect(await media.getMedia(d, third)).toBeNull();
    expect(await media.findMedia(d, third)).toMatchObject({ status: "deleting", expiresAt: NOW + 5 });
    expect(await media.getUsage(d, ada)).toEqual({ usedBytes: 190, files: 2 });
    await media.forgetMedia(d, second);
    expect(await media.findMedia(d, second)).not.toBeNull();
    await media.forgetMedia(d, third);
    expect(await media.findMedia(d, third)).toBeNull();
  });

  rule("what has run out, and what waits without a message, is found", async (d) => {
    const old = NOW - 500 * DAY_MS;
    const ada = newUserId();
    const [late, soon] = [await begin(d, ada, { expiresAt: old + 2 }), await begin(d, ada, { expiresAt: old + 1 })];
    expect((await media.listExpired(d, old + 2, 10)).map(({ id }) => id)).toEqual([soon, late]);
    expect((await media.listExpired(d, old + 1, 10)).map(({ id }) => id)).toEqual([soon]);
    await media.moveMedia(d, late, "uploading", { status: "checking" });
    await d.update(files).set({ createdAt: old }).where(eq(files.id, late));
    expect(await media.listForgotten(d, old + 1, 10)).toEqual([late]);
    await media.claimMedia(d, late, NOW, NOW + 9);
    expect(await media.listForgotten(d, old + 1, 10)).toEqual([]);
  });
});

type Standing = typeof conversationMembers.$inferInsert.standing;

const join = (d: Db, conversationId: ConversationId, userId: UserId, standing: Standing = "member", leftAt = 0) =>
  d.insert(conversationMembers).values({
    conversationId,
    userId,
    role: "member",
    standing,
    joinedAt: NOW,
    leftAt: leftAt === 0 ? null : leftAt,
  });

const newTalk = async (d: Db, title: string | null, people: readonly UserId[]): Promise<ConversationId> => {
  const id = typeid("cnv").toString() as ConversationId;
  const [createdBy = newUserId()] = people;
  const faces = people.map((user, index) => ({ user, name: `Person ${index}`, role: "member" as const }));
  const base = { encryption: "none", history: "all", seq: 1, memberCount: people.length } as const;
  await d
    .insert(conversations)
    .values({ id, kind: "group", title, createdBy, faces, activeAt: NOW, createdAt: NOW, ...base });
  for (const user of people) await join(d, id, user);
  return id;
};

const newRoom = async (d: Db, createdBy: UserId): Promise<RoomId> => {
  const id = typeid("room").toString() as RoomId;
  await insertRoom(d, {
    id,
    title: "Library",
    visibility: "private",
    plan: DEFAULT_PLAN,
    openChat: false,
    createdBy,
    createdAt: NOW,
    code: crypto.randomUUID(),
  });
  return id;
};

const seen = async (d: Db, user: UserId, ids: readonly MediaId[]) =>
  (await access.listVisible(d, user, ids)).map(({ id }) => id).toSorted();

onBothDatabases("who may see a file", (rule) => {
  rule("its owner, and who is now in a place where it lies; a hundred at once", async (d) => {
    const [ada, bob, eve, gone] = [newUserId(), newUserId(), newUserId(), newUserId()];
    const [talk, room] = [await newTalk(d, "Crew", [ada, bob]), await newRoom(d, ada)];
    await join(d, talk, eve, "declined");
    await join(d, talk, gone, "member", NOW + 1);
    await d.insert(roomMembers).values({ roomId: room, userId: eve, joinedAt: NOW, leftAt: null });
    const [inTalk, inRoom, own, unchecked] = [
      await ready(d, ada),
      await ready(d, ada),
      await ready(d, ada),
      await begin(d, ada),
    ];
    const all = [inTalk, inRoom, own, unchecked];
    await access.grantMedia(d, ada, [inTalk, unchecked], talk, "msg_1", NOW);
    await access.grantMedia(d, ada, [inTalk], talk, "msg_1", NOW + 1);
    await access.grantMedia(d, ada, [inRoom], room, "msg_2", NOW);
    // Nobody opens what is not theirs.
    await access.grantMedia(d, bob, [own], talk, "msg_3", NOW);
    const hundred = [...all, ...Array.from({ length: 96 }, newMediaId)];
    expect(await seen(d, ada, hundred)).toEqual([inTalk, inRoom, own].toSorted());
    expect(await seen(d, bob, hundred)).toEqual([inTalk]);
    expect(await seen(d, eve, hundred)).toEqual([inRoom]);
    expect(await seen(d, gone, hundred)).toEqual([]);
    expect(await seen(d, ada, [])).toEqual([]);
    await access.revokeGrants(d, talk, "msg_1");
    expect(await seen(d, bob, hundred)).toEqual([]);
    await media.markDeleting(d, inRoom, NOW);
    expect(await seen(d, eve, hundred)).toEqual([]);
  });

  rule("a temporary file stays once it is put somewhere or kept by its owner, and by nobody else", async (d) => {
    const [ada, bob] = [newUserId(), newUserId()];
    const talk = await newTalk(d, null, [ada, bob]);
    const temporary = { temporary: true, expiresAt: NOW + 1 };
    const [put, kept, left] = [
      await ready(d, ada, temporary),
      await ready(d, ada, temporary),
      await ready(d, ada, temporary),
    ];
    await access.grantMedia(d, ada, [put], talk, "msg_1", NOW);
    await access.keepMedia(d, ada, [kept]);
    await access.keepMedia(d, bob, [left]);
    const rows = await media.listMediaByIds(d, [put, kept, left]);
    const staying = rows.filter(({ temporary: isOne, expiresAt }) => !isOne && expiresAt === null);
    expect(staying.map(({ id }) => id).toSorted()).toEqual([put, kept].toSorted());
  });

  rule("of three hundred ids the own ones that are still there are told", async (d) => {
    const ada = newUserId();
    const [own, checking, deleted] = [await ready(d, ada), await begin(d, ada), await ready(d, ada)];
    await media.markDeleting(d, deleted, NOW);
    const theirs = await ready(d, newUserId());
    const many = [own, checking, deleted, theirs, ...Array.from({ length: 296 }, newMediaId)];
    expect((await access.listOwn(d, ada, many)).toSorted()).toEqual([own, checking].toSorted());
  });

  rule("where a file lies is told by name, and how many places one has left", async (d) => {
    const [ada, bob] = [newUserId(), newUserId()];
    const file = await ready(d, ada);
    const [crew, direct] = [await newTalk(d, "Crew", [ada]), await newTalk(d, null, [ada, bob])];
    const left = await newTalk(d, "Left", []);
    const room = await newRoom(d, ada);
    for (const place of [crew, direct, left, room]) await access.grantMedia(d, ada, [file], place, "msg_1", NOW);
    await access.grantMedia(d, ada, [file], crew, "msg_2", NOW);
    const deckId = typeid("deck").toString() as DeckId;
    await insertDeck(d, { id: deckId, ownerId: ada, title: "Talk", createdAt: NOW }, [{ mediaId: file }]);
    const { items, elsewhere } = await listUses(d, ada, file);
    expect(elsewhere).toBe(1);
    expect(new Set(items)).toEqual(
      new Set([
        { kind: "conversation", id: crew, title: "Crew" },
        { kind: "conversation", id: direct, title: "Person 1" },
        { kind: "room", id: room, title: "Library" },
        { kind: "deck", id: deckId, title: "Talk" },
      ]),
    );
  });
});

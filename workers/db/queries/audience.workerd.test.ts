// Who sees whom come and go, and which conversations an inbox asks about.
import { typeid } from "typeid-js";
import { expect } from "vitest";
import { DEFAULT_PREFERENCES } from "#core/protocol/users.ts";
import type { ConversationId, UserId } from "#core/protocol/ids.ts";
import type { Db } from "../open.ts";
import { getAudience, listConversationIds } from "./audience.ts";
import { NOW, newUser, onBothDatabases, requireValue } from "./both-databases.ts";
import { acceptContact, requestContact } from "./contacts.ts";
import { insertConversation } from "./conversations.ts";
import { block } from "./people.ts";
import { insertUser } from "./users.ts";

const person = async (db: Db, lastSeen = true): Promise<UserId> =>
  requireValue(await insertUser(db, newUser({ preferences: { ...DEFAULT_PREFERENCES, lastSeen } }))).id;
const befriend = async (db: Db, one: UserId, other: UserId): Promise<void> => {
  await requestContact(db, one, other, NOW, 10);
  await acceptContact(db, other, one, NOW);
};
const begin = (
  db: Db,
  members: readonly UserId[],
  more: { kind?: "direct" | "group"; requestOf?: UserId; createdAt?: number } = {},
): Promise<ConversationId> => {
  const { kind = "direct", requestOf = null, createdAt = NOW } = more;
  return insertConversation(db, {
    id: typeid("cnv").toString() as ConversationId,
    kind,
    title: null,
    encryption: "none",
    history: "all",
    createdBy: requireValue(members[0]),
    createdAt,
    members: members.map((user) => ({ user, name: "", role: "member" })),
    requestOf,
  });
};

onBothDatabases("audience", (rule) => {
  rule("contacts and direct partners see one come and go; strangers, groups and the blocked do not", async (db) => {
    const [ada, contact, partner, stranger, grouped, blocked, asker] = await Promise.all(
      Array.from({ length: 7 }, () => person(db)),
    ).then((people) => people.map(requireValue));
    if (!ada || !contact || !partner || !stranger || !grouped || !blocked || !asker) throw new Error("nobody");
    await befriend(db, ada, contact);
    await begin(db, [ada, contact]);
    await begin(db, [ada, partner]);
    await begin(db, [stranger, ada], { requestOf: ada });
    await begin(db, [ada, grouped], { kind: "group" });
    await befriend(db, ada, blocked);
    await begin(db, [ada, blocked]);
    await block(db, blocked, ada, NOW);
    await requestContact(db, asker, ada, NOW, 10);
    const audience = await getAudience(db, ada);
    expect(audience.shows).toBe(true);
    expect(audience.others.map(({ user }) => user).toSorted()).toEqual([contact, partner].toSorted());
    expect((await getAudience(db, stranger)).others).toEqual([]);
    expect((await getAudience(db, blocked)).others).toEqual([]);
  });

  rule("who hides is said to hide, on both sides", async (db) => {
    const [ada, shy] = [await person(db), await person(db, false)];
    await befriend(db, ada, shy);
    expect(await getAudience(db, ada)).toEqual({ shows: true, others: [{ user: shy, shows: false }] });
    expect(await getAudience(db, shy)).toEqual({ shows: false, others: [{ user: ada, shows: true }] });
  });

  rule("conversations are asked about last active first", async (db) => {
    const [ada, bob] = [await person(db), await person(db)];
    const old = await begin(db, [ada, bob], { kind: "group", createdAt: NOW });
    const fresh = await begin(db, [ada, bob], { kind: "group", createdAt: NOW + 5 });
    expect(await listConversationIds(db, ada)).toEqual([fresh, old]);
    expect(await listConversationIds(db, await person(db))).toEqual([]);
  });
});

// Handles, search, blocks, contacts and invitations, on both databases.
import { expect } from "vitest";
import type { UserId } from "#core/protocol/ids.ts";
import type { Db } from "../open.ts";
import { NOW, newUser, onBothDatabases, requireValue } from "./both-databases.ts";
import * as contacts from "./contacts.ts";
import { indexPerson, repairPeopleIndex } from "./people-index.ts";
import * as people from "./people.ts";
import * as invites from "./person-invites.ts";
import { insertUser, updateUser } from "./users.ts";

let count = 0;
/** The databases are shared by the whole file: every name is new. */
const word = (): string => `w${(count++).toString(36)}${crypto.randomUUID().slice(0, 8)}`;
const person = async (db: Db, name = word(), role: "user" | "guest" = "user"): Promise<UserId> =>
  requireValue(await insertUser(db, newUser({ name, role }))).id;
const found = async (db: Db, reader: UserId, text: string): Promise<UserId[]> =>
  (await people.searchPeople(db, reader, text, 20)).map(({ id }) => id);

onBothDatabases("people", (rule) => {
  rule("a handle belongs to one person, and is free again when they change it", async (db) => {
    const [ada, bob] = [await person(db), await person(db)];
    const handle = word();
    expect(await people.setHandle(db, ada, handle)).toBe(true);
    expect(await people.setHandle(db, ada, handle)).toBe(true);
    expect(await people.setHandle(db, bob, handle)).toBe(false);
    expect((await people.findPersonByHandle(db, handle))?.id).toBe(ada);
    expect(await people.setHandle(db, ada, `${handle}2`)).toBe(true);
    expect(await people.setHandle(db, bob, handle)).toBe(true);
    expect((await people.getPerson(db, ada))?.handle).toBe(`${handle}2`);
    expect((await people.getPerson(db, bob))?.handle).toBe(handle);
  });

  rule("two who take a handle at once: one has it", async (db) => {
    const both = await Promise.all([person(db), person(db)]);
    const handle = word();
    const taken = await Promise.all(both.map((one) => people.setHandle(db, one, handle)));
    expect(taken.toSorted()).toEqual([false, true]);
  });

  rule("a stale profile changes nothing", async (db) => {
    const ada = await person(db);
    expect(await people.updateProfile(db, ada, 1, { bio: "Numbers" })).toBe(true);
    expect(await people.updateProfile(db, ada, 1, { bio: "Late", discoverable: false })).toBe(false);
    expect(await people.getPerson(db, ada)).toMatchObject({ bio: "Numbers", discoverable: true, version: 2 });
    expect(await people.updateProfile(db, ada, 2, { discoverable: false })).toBe(true);
    expect(await people.getPerson(db, ada)).toMatchObject({ bio: "Numbers", discoverable: false, version: 3 });
  });

  rule("people are found by the beginning of any word of their name, in scripts without spaces too", async (db) => {
    const [reader, first, last] = [await person(db), word(), word()];
    const ada = await person(db, `${first} ${last}`);
    const taro = await person(db, `山田太郎 ${first}`);
    expect(await found(db, reader, last.slice(0, -1))).toEqual([ada]);
    expect(await found(db, reader, `${last} ${first.slice(0, 4)}`)).toEqual([ada]);
    expect(await found(db, reader, `${first} 太郎`)).toEqual([taro]);
    expect(await found(db, reader, `${first} 山`)).toEqual([taro]);
    expect(await found(db, reader, `${first} 郎`)).toEqual([taro]);
    expect(await found(db, reader, `${first} 郎田`)).toEqual([]);
    expect(await found(db, ada, last)).toEqual([]);
    for (const hostile of ['"', "' OR 1=1 --", "NEAR(", "%", "*", "{x}:", `${first}" OR "a`]) {
      expect(await found(db, reader, hostile), hostile).toEqual([]);
    }
  });

  rule("a new name is found, the old one no longer; what the index missed is repaired", async (db) => {
    const [reader, before, after, missed] = [await person(db), word(), word(), word()];
    const ada = await person(db, before);
    await updateUser(db, ada, 1, { name: after });
    expect(await found(db, reader, before)).toEqual([]);
    expect(await found(db, reader, after)).toEqual([ada]);
    await indexPerson(db, { id: ada, name: missed });
    expect(await repairPeopleIndex(db, 100)).toBeGreaterThan(0);
    expect(await found(db, reader, missed)).toEqual([]);
    expect(await found(db, reader, after)).toEqual([ada]);
    expect(await repairPeopleIndex(db, 100)).toBe(0);
  });

  rule("whoever does not want to be found is found by the exact handle only; guests never", async (db) => {
    const [reader, name] = [await person(db), word()];
    const [ada, guest] = [await person(db, name), await person(db, name, "guest")];
    await people.setHandle(db, ada, name);
    await people.updateProfile(db, ada, 1, { discoverable: false });
    expect(await found(db, reader, name.slice(0, -1))).toEqual([]);
    expect(await found(db, reader, `@${name.toUpperCase()}`)).toEqual([ada]);
    expect(await found(db, reader, name)).not.toContain(guest);
  });

  rule(
    "a block hides both from each other, ends what was between them, and is lifted by its maker only",
    async (db) => {
      const [ada, bob, eve] = [await person(db), await person(db), await person(db)];
      await people.setHandle(db, ada, word());
      const handle = requireValue((await people.getPerson(db, ada))?.handle);
      await contacts.requestContact(db, bob, ada, NOW, 10);
      await people.block(db, ada, bob, NOW);
      await people.block(db, ada, bob, NOW + 1);
      expect(await found(db, bob, `@${handle}`)).toEqual([]);
      expect(await found(db, eve, `@${handle}`)).toEqual([ada]);
      expect(await people.isBlocked(db, ada, bob)).toBe(true);
      expect(await people.isBlocked(db, bob, ada)).toBe(true);
      expect(await people.blockedAmong(db, bob, [ada, eve])).toEqual(new Set([ada]));
      expect(await people.getStanding(db, ada, bob)).toEqual({ contact: null, blocks: true, blockedBy: false });
      expect(await people.getStanding(db, bob, ada)).toEqual({ contact: null, blocks: false, blockedBy: true });
      expect((await people.listBlocks(db, ada)).map((row) => row.person.id)).toEqual([bob]);
      await people.unblock(db, bob, ada);
      expect(await people.isBlocked(db, ada, bob)).toBe(true);
      await people.unblock(db, ada, bob);
      expect(await people.isBlocked(db, ada, bob)).toBe(false);
      expect(await found(db, bob, `@${handle}`)).toEqual([ada]);
    },
  );

  rule("a contact is asked for by one and accepted by the other; asking each other is accepting", async (db) => {
    const [ada, bob, eve] = [await person(db), await person(db), await person(db)];
    expect(await contacts.acceptContact(db, bob, ada, NOW)).toBeNull();
    expect(await contacts.requestContact(db, ada, bob, NOW, 10)).toEqual({
      state: "outgoing",
      since: NOW,
      isNews: true,
    });
    expect(await contacts.requestContact(db, ada, bob, NOW + 1, 10)).toMatchObject({ since: NOW, isNews: false });
    expect(await contacts.acceptContact(db, ada, bob, NOW + 2)).toBeNull();
    expect(await contacts.acceptContact(db, bob, ada, NOW + 3)).toEqual({ state: "contact", since: NOW + 3 });
    expect(await contacts.acceptContact(db, bob, ada, NOW + 9)).toEqual({ state: "contact", since: NOW + 3 });
    await contacts.requestContact(db, eve, ada, NOW + 4, 10);
    expect(await contacts.requestContact(db, ada, eve, NOW + 5, 10)).toMatchObject({ state: "contact", isNews: true });
    const listed = await contacts.listContacts(db, ada, "contact", null, 10);
    expect(listed.map((row) => row.person.id)).toEqual([eve, bob]);
    const [newest] = listed;
    const rest = await contacts.listContacts(db, ada, "contact", { since: newest?.since ?? 0, id: eve }, 10);
    expect(rest.map((row) => row.person.id)).toEqual([bob]);
    expect(await contacts.removeContact(db, bob, ada)).toBe(true);
    expect(await contacts.removeContact(db, bob, ada)).toBe(false);
    expect(await contacts.listContacts(db, ada, "contact", null, 10)).toHaveLength(1);
  });

  rule(
    "whoever is blocked seems to ask and is not heard; whoever blocks cannot ask; nobody has too many",
    async (db) => {
      const [ada, bob, eve] = [await person(db), await person(db), await person(db)];
      await people.block(db, ada, bob, NOW);
      expect(await contacts.requestContact(db, bob, ada, NOW, 10)).toMatchObject({ state: "outgoing", isNews: false });
      expect(await contacts.listContacts(db, ada, "incoming", null, 10)).toEqual([]);
      expect(await contacts.requestContact(db, ada, bob, NOW, 10)).toBeNull();
      await people.unblock(db, ada, bob);
      expect(await contacts.requestContact(db, bob, ada, NOW, 10)).toMatchObject({ state: "outgoing", isNews: true });
      expect(await contacts.listContacts(db, ada, "incoming", null, 10)).toHaveLength(1);
      expect(await contacts.requestContact(db, bob, eve, NOW, 1)).toBeNull();
    },
  );

  rule("a link lets in as many as it says, until it says, each counted once, and nobody who is blocked", async (db) => {
    const [ada, bob, eve, late] = [await person(db), await person(db), await person(db), await person(db)];
    const code = word();
    const invite = { code, userId: ada, createdAt: NOW, expiresAt: NOW + 100, uses: 2 };
    expect(await invites.insertInvite(db, invite, 1)).toBe(true);
    expect(await invites.insertInvite(db, { ...invite, code: word() }, 1)).toBe(false);
    expect(await invites.acceptInvite(db, code, ada, NOW)).toBeNull();
    await people.block(db, ada, eve, NOW);
    expect(await invites.acceptInvite(db, code, eve, NOW)).toBeNull();
    expect((await invites.acceptInvite(db, code, bob, NOW))?.id).toBe(ada);
    expect((await invites.acceptInvite(db, code, bob, NOW))?.id).toBe(ada);
    expect(await invites.listInvites(db, ada, NOW)).toMatchObject([{ code, used: 1, uses: 2 }]);
    expect(await people.getStanding(db, ada, bob)).toMatchObject({ contact: "contact" });
    expect(await people.getStanding(db, bob, ada)).toMatchObject({ contact: "contact" });
    expect((await invites.findInvite(db, code, NOW))?.from.id).toBe(ada);
    expect((await invites.acceptInvite(db, code, late, NOW))?.id).toBe(ada);
    expect(await invites.findInvite(db, code, NOW)).toBeNull();
    expect(await invites.acceptInvite(db, code, await person(db), NOW)).toBeNull();
    expect(await invites.acceptInvite(db, code, bob, NOW + 100)).toBeNull();
    expect(await invites.removeInvite(db, bob, code)).toBe(false);
    expect(await invites.removeInvite(db, ada, code)).toBe(true);
    await invites.deleteInvitesBefore(db, NOW);
    expect(await invites.listInvites(db, ada, NOW)).toEqual([]);
  });
});

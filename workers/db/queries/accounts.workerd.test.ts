// People, sessions and refresh tokens: races and lost answers where they are decided.
import { expect } from "vitest";
import { DAY_MS, NOW, newToken, newUser, onBothDatabases, requireValue, signIn } from "./both-databases.ts";
import * as users from "./users.ts";
import * as sessions from "./sessions.ts";
import * as refresh from "./refresh-tokens.ts";

onBothDatabases("users", (rule) => {
  rule("an e-mail address belongs to one person", async (d) => {
    const ada = requireValue(await users.insertUser(d, newUser()));
    expect(await users.insertUser(d, newUser({ email: ada.email }))).toBeNull();
    expect(await users.findUserByEmail(d, requireValue(ada.email))).toEqual(ada);
    expect(await users.findUserByEmail(d, "' OR 1=1 --")).toBeNull();
  });

  rule("guests have no address and do not collide", async (d) => {
    const [one, two] = await Promise.all(
      [1, 2].map(() => users.insertUser(d, newUser({ role: "guest", email: null }))),
    );
    expect(requireValue(one).id).not.toBe(requireValue(two).id);
  });

  rule("a stale version changes nothing", async (d) => {
    const { user } = await signIn(d);
    const changed = await users.updateUser(d, user.id, 1, { name: "Ada L." });
    expect(changed).toMatchObject({ name: "Ada L.", version: 2 });
    expect(await users.updateUser(d, user.id, 1, { name: "Old" })).toBeNull();
    expect(await users.getUser(d, user.id)).toMatchObject({ name: "Ada L.", version: 2 });
  });

  rule("a guest is upgraded once, under the same id, and never to a taken address", async (d) => {
    const other = requireValue(await users.insertUser(d, newUser()));
    const { user: guest } = await signIn(d, { role: "guest", email: null, passwordHash: null });
    const account = { name: "Ada", passwordHash: "h" };
    expect(await users.upgradeGuest(d, guest.id, { ...account, email: requireValue(other.email) })).toBeNull();
    const upgraded = await users.upgradeGuest(d, guest.id, { ...account, email: `${guest.id}@example.org` });
    expect(upgraded).toMatchObject({ id: guest.id, role: "user", version: 2, timeZone: guest.timeZone });
    expect(await users.upgradeGuest(d, guest.id, { ...account, email: "b@example.org" })).toBeNull();
  });

  rule("a guest is claimed by one person only, and by that one as often as wanted", async (d) => {
    const { user: guest } = await signIn(d, { role: "guest", email: null });
    const [ada, bob] = [
      requireValue(await users.insertUser(d, newUser())),
      requireValue(await users.insertUser(d, newUser())),
    ];
    expect(await users.claimGuest(d, guest.id, ada.id)).toBe(true);
    expect(await users.claimGuest(d, guest.id, ada.id)).toBe(true);
    expect(await users.claimGuest(d, guest.id, bob.id)).toBe(false);
    expect(await users.claimGuest(d, ada.id, bob.id)).toBe(false);
  });

  rule("time zones of many people are one query, whatever their number", async (d) => {
    const ada = requireValue(await users.insertUser(d, newUser({ timeZone: "Asia/Tokyo" })));
    const ids = [...Array.from({ length: 200 }, (_, n) => `usr_${n}`), ada.id];
    expect([...(await users.listTimeZones(d, ids))]).toEqual([[ada.id, "Asia/Tokyo"]]);
  });
});

onBothDatabases("sessions", (rule) => {
  rule("a session answers its person until revoked or expired", async (d) => {
    const { user, session } = await signIn(d);
    expect(await sessions.getSessionUser(d, session.id, NOW)).toEqual({ session, user });
    expect(await sessions.getSessionUser(d, session.id, session.expiresAt)).toBeNull();
    expect(await sessions.revokeSession(d, user.id, session.id, NOW)).toBe(true);
    expect(await sessions.revokeSession(d, user.id, session.id, NOW)).toBe(false);
    expect(await sessions.getSessionUser(d, session.id, NOW)).toBeNull();
    expect(await sessions.listSessions(d, user.id, NOW)).toEqual([]);
  });

  rule("nobody revokes another's session", async (d) => {
    const [ada, bob] = [await signIn(d), await signIn(d)];
    expect(await sessions.revokeSession(d, bob.user.id, ada.session.id, NOW)).toBe(false);
    expect(await sessions.listSessions(d, ada.user.id, NOW)).toHaveLength(1);
  });

  rule("a renewed session has one live token, the new one", async (d) => {
    const { session, first } = await signIn(d);
    const fresh = newToken(NOW + 5);
    await sessions.renewSession(d, session.id, { amr: "pwd", authAt: NOW + 5, expiresAt: NOW + DAY_MS }, fresh);
    expect(await refresh.spendRefreshToken(d, first.hash, newToken(NOW + 6))).toBeNull();
    expect(await refresh.spendRefreshToken(d, fresh.hash, newToken(NOW + 6))).toBe(session.id);
  });

  rule("a live place is kept once, of a session that stands and an actor that is known", async (d) => {
    const { user, session } = await signIn(d);
    const enter = (actor: string, at = NOW) => sessions.enterLivePlace(d, session.id, actor, at);
    expect(await enter(user.id)).toBe("entered");
    expect(await enter(user.id, NOW + 1)).toBe("entered");
    expect(await enter("room_nobody_knows")).toBe("no_actor");
    expect(await enter("cnv_nobody_knows")).toBe("no_actor");
    expect(await enter("usr_another", session.expiresAt)).toBe("no_session");
    expect(await sessions.listLivePlaces(d, session.id)).toEqual([user.id]);
    await sessions.revokeSession(d, user.id, session.id, NOW);
    expect(await enter(user.id)).toBe("no_session");
  });

  rule("what is long over is removed with its tokens, what stands stays", async (d) => {
    const [gone, stays] = [await signIn(d), await signIn(d)];
    await sessions.revokeSession(d, gone.user.id, gone.session.id, 1);
    expect(await sessions.deleteSessionsOver(d, 2)).toBe(1);
    expect(await sessions.deleteSessionsOver(d, 2)).toBe(0);
    expect(await refresh.getRefreshToken(d, gone.first.hash)).toBeNull();
    expect(await sessions.getSessionUser(d, stays.session.id, NOW)).not.toBeNull();
  });
});

onBothDatabases("refresh tokens", (rule) => {
  rule("of twenty callers with one token exactly one gets the session", async (d) => {
    const { session, first } = await signIn(d);
    const spent = await Promise.all(
      Array.from({ length: 20 }, () => refresh.spendRefreshToken(d, first.hash, newToken(NOW + 1))),
    );
    expect(spent.filter((answer) => answer !== null)).toEqual([session.id]);
    const known = requireValue(await refresh.getRefreshToken(d, first.hash));
    expect(known.successor).toMatchObject({ sessionId: session.id, usedAt: null, deadAt: null });
  });

  rule("an expired token, one of a revoked session and an unknown one are not spent", async (d) => {
    const { user, session, first } = await signIn(d);
    expect(await refresh.spendRefreshToken(d, first.hash, newToken(first.expiresAt))).toBeNull();
    expect(await refresh.spendRefreshToken(d, "unknown", newToken(NOW))).toBeNull();
    await sessions.revokeSession(d, user.id, session.id, NOW);
    expect(await refresh.spendRefreshToken(d, first.hash, newToken(NOW))).toBeNull();
  });

  rule("a lost successor dies, one replacement takes its place, and a used successor cannot be replaced", async (d) => {
    const { session, first } = await signIn(d);
    const lost = newToken(NOW + 1);
    await refresh.spendRefreshToken(d, first.hash, lost);
    const replacements = Array.from({ length: 5 }, () => newToken(NOW + 60_000));
    const answers = await Promise.all(
      replacements.map((next) => refresh.replaceLostToken(d, first.hash, lost.hash, next)),
    );
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(requireValue(await refresh.getRefreshToken(d, lost.hash)).token.deadAt).toBe(NOW + 60_000);
    expect(await refresh.spendRefreshToken(d, lost.hash, newToken(NOW + 60_001))).toBeNull();
    const winner = requireValue(replacements[answers.indexOf(true)]);
    expect(await refresh.spendRefreshToken(d, winner.hash, newToken(NOW + 60_002))).toBe(session.id);
    expect(await refresh.replaceLostToken(d, first.hash, winner.hash, newToken(NOW + 60_003))).toBe(false);
  });

  rule("used tokens are forgotten after a week, not before", async (d) => {
    const { first } = await signIn(d);
    const second = newToken(NOW + 1);
    await refresh.spendRefreshToken(d, first.hash, second);
    const third = newToken(NOW + 6 * DAY_MS);
    await refresh.spendRefreshToken(d, second.hash, third);
    expect(await refresh.getRefreshToken(d, first.hash)).not.toBeNull();
    await refresh.spendRefreshToken(d, third.hash, newToken(NOW + 8 * DAY_MS));
    expect(await refresh.getRefreshToken(d, first.hash)).toBeNull();
    expect(await refresh.getRefreshToken(d, second.hash)).not.toBeNull();
  });
});

// The night's sweep: what has run out goes, what stands stays.
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { countEvents, listUserDays } from "#db/queries/events.ts";
import { claimKey } from "#db/queries/idempotency.ts";
import { getSessionUser, revokeSession } from "#db/queries/sessions.ts";
import { DAY_MS, newUserId, NOW, signIn } from "#db/queries/both-databases.ts";
import { events } from "#db/schema/events.ts";
import { sessions } from "#db/schema/sessions.ts";
import { openD1 } from "#db/open.ts";
import { sweep } from "./sweep.ts";

const db = openD1(env.DB);

it("W1 removes sessions, keys and events that are long over, in any number, and nothing else", async () => {
  const kept = await signIn(db);
  const fresh = await signIn(db);
  await revokeSession(db, fresh.user.id, fresh.session.id, NOW - DAY_MS);
  for (let n = 0; n < 95; n++) {
    const { user, session } = await signIn(db);
    await revokeSession(db, user.id, session.id, NOW - 31 * DAY_MS);
  }
  const place = { userId: newUserId(), route: "POST /x", key: "key-00000001" };
  const limits = { expiredBefore: 0, abandonedBefore: 0 };
  await claimKey(db, place, "body", NOW - 2 * DAY_MS, limits);
  const user = newUserId();
  const event = { id: "e", name: "checked_in", userId: user, utcOn: "2027-01-01", userOn: "2027-01-01", amount: 1 };
  await countEvents(db, [{ ...event, at: NOW - 31 * DAY_MS }], "one");
  await countEvents(db, [{ ...event, id: "f", at: NOW - 1 }], "two");

  await sweep({ db, now: () => NOW });

  const left = await db.select({ id: sessions.id }).from(sessions);
  expect(left.map((row) => row.id).toSorted()).toEqual([kept.session.id, fresh.session.id].toSorted());
  expect(await getSessionUser(db, kept.session.id, NOW)).not.toBeNull();
  expect(await claimKey(db, place, "other", NOW, limits)).toBeNull();
  expect((await db.select({ id: events.id }).from(events)).map((row) => row.id)).toEqual(["f"]);
  expect(await listUserDays(db, user, "2027-01-01", "2027-01-01")).toMatchObject([{ checkIns: 2 }]);
});

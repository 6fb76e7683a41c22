// What a person is told when they come back; told twice is told once.
import { and, desc, eq, isNull, lt } from "drizzle-orm";
import type { UserId } from "#core/protocol/ids.ts";
import type { Db } from "../open.ts";
import { notifications } from "../schema/notifications.ts";

export type NotificationRow = typeof notifications.$inferSelect;

export const insertNotification = async (db: Db, row: Omit<NotificationRow, "readAt">): Promise<void> => {
  await db.insert(notifications).values(row).onConflictDoNothing();
};

/** Newest first. `before`: only older than that instant. */
export const listNotifications = async (
  db: Db,
  user: UserId,
  before: number,
  limit: number,
): Promise<NotificationRow[]> =>
  db
    .select()
    .from(notifications)
    .where(and(eq(notifications.userId, user), lt(notifications.at, before)))
    .orderBy(desc(notifications.at))
    .limit(limit);

export const readNotification = async (db: Db, user: UserId, id: string, now: number): Promise<boolean> => {
  const own = and(eq(notifications.id, id), eq(notifications.userId, user));
  const [, found] = await db.batch([
    db
      .update(notifications)
      .set({ readAt: now })
      .where(and(own, isNull(notifications.readAt))),
    db.select({ id: notifications.id }).from(notifications).where(own),
  ]);
  return found.length > 0;
};

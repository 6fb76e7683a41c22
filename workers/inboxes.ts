// Inboxes as the Worker speaks to them. What they are told is news of what the database knows already.
import type { UserId } from "#core/protocol/ids.ts";
import { insertNotification, type NotificationRow } from "#db/queries/notifications.ts";
import type { Deps } from "./deps.ts";
import { log } from "./log.ts";

type InboxStub = ReturnType<Deps["inboxes"]["getByName"]>;

const ATTEMPTS = 3;

/**
 * Tells an inbox something; what is told may be told twice. An inbox that does not answer is left behind: its devices ask
 * the database at their next hello.
 */
export const tellInbox = async (
  { inboxes }: Pick<Deps, "inboxes">,
  user: UserId,
  tell: (inbox: InboxStub) => Promise<unknown>,
): Promise<void> => {
  for (let attempt = 1; ; attempt++) {
    try {
      await tell(inboxes.getByName(user));
      return;
    } catch (error) {
      if (attempt < ATTEMPTS) continue;
      log("warn", "an inbox was not told", { user, error: String(error) });
      return;
    }
  }
};

/** Kept in the list, and shown on every device that is online. */
export const notify = async (
  deps: Pick<Deps, "db" | "inboxes">,
  row: Omit<NotificationRow, "readAt">,
): Promise<void> => {
  await insertNotification(deps.db, row);
  const { id, kind, data } = row;
  await tellInbox(deps, row.userId, (inbox) => inbox.notify({ id, kind, data }));
};

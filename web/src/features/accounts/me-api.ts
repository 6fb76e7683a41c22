// One's own account over HTTP: profile and preferences, the week, notices, signed-in devices.
import type { SessionView } from "#core/protocol/auth.ts";
import type { Page } from "#core/protocol/http.ts";
import type { NotificationView, UpdateMe, User, Week } from "#core/protocol/users.ts";
import { call, isApiError } from "#web/lib/http.ts";
import { currentUser, keepUser } from "#web/lib/session.ts";

/**
 * Saves a change. Another device may have saved since: what changed there stays, what changes here is said again on top
 * of it, once.
 */
export const updateMe = async (change: Omit<UpdateMe, "version">): Promise<User> => {
  const user = currentUser();
  if (user === null) throw new Error("nobody is signed in");
  const save = (version: number) => call<User>("PATCH", "/me", { body: { ...change, version } });
  let saved: User;
  try {
    saved = await save(user.version);
  } catch (error) {
    if (!isApiError(error, "stale_version")) throw error;
    saved = await save((await call<User>("GET", "/me")).version);
  }
  keepUser(saved);
  return saved;
};

export const getWeek = (): Promise<Week> => call("GET", "/me/week");

export const listNotifications = (): Promise<Page<NotificationView>> => call("GET", "/me/notifications");
export const readNotification = (id: string): Promise<void> => call("POST", `/me/notifications/${id}/read`);

export const listSessions = async (): Promise<readonly SessionView[]> =>
  (await call<{ items: SessionView[] }>("GET", "/me/sessions")).items;
export const revokeSession = (id: string): Promise<void> => call("DELETE", `/me/sessions/${id}`);

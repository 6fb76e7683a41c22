// One's own account over HTTP: profile and preferences, the week, notices, signed-in devices.
import { api, type BodyFor, type User } from "#web/lib/api.ts";
import { isApiError } from "#web/lib/http.ts";
import { currentUser, keepUser } from "#web/lib/session.ts";

export type Change = Omit<BodyFor<"patch", "/me">, "version">;

/**
 * Saves a change. Another device may have saved since: what changed there stays, what changes here is said again on top
 * of it, once.
 */
export const updateMe = async (change: Change): Promise<User> => {
  const user = currentUser();
  if (user === null) throw new Error("nobody is signed in");
  const save = (version: number) => api("patch", "/me", { body: { ...change, version } });
  let saved: User;
  try {
    saved = await save(user.version);
  } catch (error) {
    if (!isApiError(error, "stale_version")) throw error;
    saved = await save((await api("get", "/me")).version);
  }
  keepUser(saved);
  return saved;
};

export const getWeek = () => api("get", "/me/week");

export const listNotifications = () => api("get", "/me/notifications");
export const readNotification = (id: string) => api("post", "/me/notifications/{id}/read", { path: { id } });

export const listSessions = async () => (await api("get", "/me/sessions")).items;
export const revokeSession = (id: string) => api("delete", "/me/sessions/{id}", { path: { id } });

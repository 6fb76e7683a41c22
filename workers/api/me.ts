// One's own account: profile and preferences, the week, notifications, and the devices that are signed in.
import { createRoute, z } from "@hono/zod-openapi";
import { SessionView } from "#core/protocol/auth.ts";
import { ListQuery, page } from "#core/protocol/http.ts";
import { SessionId, type UserId } from "#core/protocol/ids.ts";
import { NotificationView, UpdateMe, User, Week } from "#core/protocol/users.ts";
import { listUserDays } from "#db/queries/events.ts";
import { listNotifications, readNotification } from "#db/queries/notifications.ts";
import { listSessions } from "#db/queries/sessions.ts";
import { getUser, updateUser } from "#db/queries/users.ts";
import type { UserRow } from "#db/schema/users.ts";
import { endSession, toUser } from "../auth/sessions.ts";
import type { Deps } from "../deps.ts";
import { tellInbox } from "../inboxes.ts";
import { localDate } from "../queues/local-date.ts";
import { problem, problems } from "./problem.ts";
import { body, createRouter, json, signedIn } from "./router.ts";

export const me = createRouter();

/** A session always has its person. */
const requireUser = async ({ db }: Deps, id: UserId): Promise<UserRow> => {
  const user = await getUser(db, id);
  if (user === null) throw new Error("a session without a person");
  return user;
};

me.openapi(
  createRoute({
    method: "get",
    path: "/me",
    tags: ["Me"],
    summary: "One's own account",
    ...signedIn,
    responses: { 200: json(User, "The account"), ...problems },
  }),
  async (c) => c.json(toUser(await requireUser(c.var.deps, c.var.identity.user)), 200),
);

me.openapi(
  createRoute({
    method: "patch",
    path: "/me",
    tags: ["Me"],
    summary: "Change name, time zone or preferences",
    description: "`version` is the one last read; 409 `stale_version` says the present one.",
    ...signedIn,
    request: { body: body(UpdateMe) },
    responses: { 200: json(User, "The account as it is now"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const { version, name, timeZone, preferences } = c.req.valid("json");
    const known = await requireUser(deps, identity.user);
    const changed = await updateUser(deps.db, identity.user, version, {
      ...(name === undefined ? {} : { name }),
      ...(timeZone === undefined ? {} : { timeZone }),
      ...(preferences === undefined ? {} : { preferences: { ...known.preferences, ...definedOf(preferences) } }),
    });
    if (changed !== null) {
      const isShown = toUser(changed).preferences.lastSeen;
      if (isShown !== toUser(known).preferences.lastSeen) {
        await tellInbox(deps, identity.user, (inbox) => inbox.showOrHidePresence());
      }
      return c.json(toUser(changed), 200);
    }
    const now = await requireUser(deps, identity.user);
    return problem(c, "stale_version", { version: now.version });
  },
);

me.openapi(
  createRoute({
    method: "get",
    path: "/me/week",
    tags: ["Me"],
    summary: "Minutes, phases and check-ins of one's current week",
    ...signedIn,
    responses: { 200: json(Week, "Monday to Sunday in the account's time zone"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const { timeZone } = await requireUser(deps, identity.user);
    const dates = weekOf(localDate(deps.now(), timeZone));
    const known = await listUserDays(deps.db, identity.user, dates[0] ?? "", dates[6] ?? "");
    const days = dates.map((on) => {
      const day = known.find((row) => row.userOn === on);
      return { on, focusMs: day?.focusMs ?? 0, sessions: day?.sessions ?? 0, checkIns: day?.checkIns ?? 0 };
    });
    const sum = (key: "focusMs" | "sessions" | "checkIns"): number => days.reduce((total, day) => total + day[key], 0);
    return c.json(
      { timeZone, days, focusMs: sum("focusMs"), sessions: sum("sessions"), checkIns: sum("checkIns") },
      200,
    );
  },
);

me.openapi(
  createRoute({
    method: "get",
    path: "/me/notifications",
    tags: ["Me"],
    summary: "What one was told, newest first",
    ...signedIn,
    request: {
      query: ListQuery.extend({
        cursor: z
          .string()
          .regex(/^\d{1,16}$/)
          .optional(),
      }),
    },
    responses: { 200: json(page(NotificationView), "A page"), ...problems },
  }),
  async (c) => {
    const { cursor, limit } = c.req.valid("query");
    const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(cursor);
    const rows = await listNotifications(c.var.deps.db, c.var.identity.user, before, limit + 1);
    const items = rows.slice(0, limit).map(({ id, kind, data, at, readAt }) => ({ id, kind, data, at, readAt }));
    return c.json({ items, nextCursor: rows.length > limit ? String(items.at(-1)?.at) : null }, 200);
  },
);

me.openapi(
  createRoute({
    method: "post",
    path: "/me/notifications/{id}/read",
    tags: ["Me"],
    summary: "Mark as read",
    ...signedIn,
    request: { params: z.object({ id: z.string().max(200) }) },
    responses: { 204: { description: "Read" }, ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const found = await readNotification(deps.db, identity.user, c.req.valid("param").id, deps.now());
    if (!found) return problem(c, "not_found");
    await tellInbox(deps, identity.user, (inbox) => inbox.notificationRead(c.req.valid("param").id));
    return c.body(null, 204);
  },
);

me.openapi(
  createRoute({
    method: "get",
    path: "/me/sessions",
    tags: ["Me"],
    summary: "Devices that are signed in",
    ...signedIn,
    responses: { 200: json(z.object({ items: z.array(SessionView) }), "Last used first"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const rows = await listSessions(deps.db, identity.user, deps.now());
    const items = rows.map(({ id, device, createdAt, lastUsedAt }) => ({
      id,
      device,
      createdAt,
      lastUsedAt,
      current: id === identity.session,
    }));
    return c.json({ items }, 200);
  },
);

me.openapi(
  createRoute({
    method: "delete",
    path: "/me/sessions/{id}",
    tags: ["Me"],
    summary: "Sign a device out; its sockets close at once",
    ...signedIn,
    request: { params: z.object({ id: SessionId }) },
    responses: { 204: { description: "Signed out" }, ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const ended = await endSession(deps, identity.user, c.req.valid("param").id);
    return ended ? c.body(null, 204) : problem(c, "not_found");
  },
);

/** `partial` allows a key that is there and undefined; JSON has no such thing, types do. */
const definedOf = <T extends object>(change: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

/** The seven dates from Monday on that hold `on`. */
const weekOf = (on: string): string[] => {
  const DAY_MS = 86_400_000;
  const noon = Date.parse(`${on}T12:00:00Z`);
  const sinceMonday = (new Date(noon).getUTCDay() + 6) % 7;
  return Array.from({ length: 7 }, (_, day) =>
    new Date(noon + (day - sinceMonday) * DAY_MS).toISOString().slice(0, 10),
  );
};

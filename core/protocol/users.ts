// People: what others and they themselves see of an account, and what they may change of it.
import { z } from "zod";
import { UserId } from "./ids.ts";

/** One line without control or direction-override characters: a name is shown beside others in a roster. */
export const UserName = z
  .string()
  .trim()
  .min(1)
  .max(60)
  // eslint-disable-next-line no-control-regex
  .regex(/^[^\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u2028\u2029]+$/, "not a name");

const knownTimeZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false;
  }
};

/** An IANA name the runtime knows; offsets such as `+02:00` have no daylight saving and are refused. */
export const TimeZone = z
  .string()
  .max(64)
  .regex(/^[A-Za-z][A-Za-z0-9_+\-/]*$/)
  .refine(knownTimeZone, "not a known time zone");

export const Preferences = z.strictObject({
  theme: z.enum(["system", "light", "dark"]),
  language: z.enum(["system", "en", "de"]),
  /** The soft sound at the end of a phase; silent until the person chose it. */
  sound: z.boolean(),
  reducedMotion: z.enum(["system", "on"]),
  /** Whether contacts may see when one is, or was, online. */
  lastSeen: z.boolean(),
  /** Whether others may see what one has read; off, markers go to one's own inbox only. */
  receipts: z.boolean(),
  typing: z.boolean(),
});
export type Preferences = z.infer<typeof Preferences>;

export const DEFAULT_PREFERENCES: Preferences = {
  theme: "system",
  language: "system",
  sound: false,
  reducedMotion: "system",
  lastSeen: true,
  receipts: false,
  typing: true,
};

export const Role = z.enum(["guest", "user", "moderator", "admin"]);
export type Role = z.infer<typeof Role>;

/** The account as its owner sees it. */
export const User = z
  .object({
    id: UserId,
    name: z.string(),
    role: Role,
    /** null for guests. */
    email: z.string().nullable(),
    timeZone: z.string(),
    preferences: Preferences,
    /** Sent back with a change; a stale one is 409. */
    version: z.int(),
    createdAt: z.int(),
  })
  .meta({ id: "User" });
export type User = z.infer<typeof User>;

export const UpdateMe = z.strictObject({
  version: z.int().min(1),
  name: UserName.optional(),
  timeZone: TimeZone.optional(),
  /** Only what changes; the rest stays. */
  preferences: Preferences.partial().optional(),
});
export type UpdateMe = z.infer<typeof UpdateMe>;

const WeekDay = z.object({
  on: z.iso.date(),
  focusMs: z.int(),
  /** Focus phases attended, check-ins made. */
  sessions: z.int(),
  checkIns: z.int(),
});

/** Monday to Sunday of the caller's current local week; late by seconds, since it is read from rollups. */
export const Week = z
  .object({
    timeZone: z.string(),
    days: z.array(WeekDay).length(7),
    focusMs: z.int(),
    sessions: z.int(),
    checkIns: z.int(),
  })
  .meta({ id: "Week" });
export type Week = z.infer<typeof Week>;

export const NotificationView = z
  .object({
    id: z.string(),
    kind: z.enum(["streak_reminder", "session_reuse"]),
    data: z.record(z.string(), z.union([z.string(), z.number()])),
    at: z.int(),
    readAt: z.int().nullable(),
  })
  .meta({ id: "Notification" });
export type NotificationView = z.infer<typeof NotificationView>;

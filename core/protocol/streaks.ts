// What is said about a streak: the bodies and views of `/me/streak*` and `/me/check-ins`, and the calls its actor answers.
import { z } from "zod";
import type { AttendanceReceipt } from "./attendance.ts";
import { ClientId, type UserId } from "./ids.ts";

/** A calendar day `YYYY-MM-DD`; which instants belong to it is the streak's decision alone. */
export const LocalDate = z.iso.date();
export type LocalDate = z.infer<typeof LocalDate>;

/** `HH:MM` on a wall clock. */
export const WallTime = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/);
export type WallTime = z.infer<typeof WallTime>;

/** A day may begin as late as noon; what happens before then belongs to the date before. */
export const DayStart = z.string().regex(/^(?:(?:0\d|1[01]):[0-5]\d|12:00)$/);
export type DayStart = z.infer<typeof DayStart>;

/** An IANA name. Whether it exists is decided by the zone data (`unknown_time_zone`). */
export const TimeZone = z.string().regex(/^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/);
export type TimeZone = z.infer<typeof TimeZone>;

/** ISO weekday: Monday is 1, Sunday is 7. */
export const Weekday = z.int().min(1).max(7);
export type Weekday = z.infer<typeof Weekday>;

export const MAX_REST_DAYS = 3;
export const MAX_DAYS_PER_QUERY = 400;
/** Ten years of daily marks. */
export const MAX_IMPORTED_DAYS = 3_700;
/** A decade of twenty habits as Loop exports it. */
export const MAX_IMPORT_BYTES = 1024 * 1024;

// --- what is asked

export const CheckIn = z
  .strictObject({
    /** With `n` the key by which a repeated delivery changes nothing. */
    client: ClientId,
    n: z.int().min(1),
    /** Synchronised clock of the device, epoch ms; the future is clamped to receipt. */
    composedAt: z.int().min(0),
    timeZone: TimeZone,
    goalId: z.string().min(1).max(64).optional(),
  })
  .meta({ id: "CheckIn" });
export type CheckIn = z.infer<typeof CheckIn>;

export const StreakPatch = z
  .strictObject({
    timeZone: TimeZone,
    dayStart: DayStart,
    restDays: z.array(Weekday).max(MAX_REST_DAYS),
    /** Local time of a reminder on days not yet kept, or null for none. */
    reminderAt: WallTime.nullable(),
  })
  .partial()
  .meta({ id: "StreakPatch" });
export type StreakPatch = z.infer<typeof StreakPatch>;

/** One day can be planned ahead; another date moves the plan, null drops it. */
export const FreezePlan = z.strictObject({ on: LocalDate.nullable() }).meta({ id: "FreezePlan" });
export type FreezePlan = z.infer<typeof FreezePlan>;

export const HistoryImport = z
  .discriminatedUnion("format", [
    z.strictObject({
      format: z.literal("days"),
      /** Where the days come from, shown beside them. */
      source: z.string().min(1).max(40),
      keptOn: z.array(LocalDate).min(1).max(MAX_IMPORTED_DAYS),
      /** Days that were neither kept nor missed there. */
      restedOn: z.array(LocalDate).max(MAX_IMPORTED_DAYS).optional(),
    }),
    z.strictObject({
      format: z.literal("loop_csv"),
      /** `Checkmarks.csv` of Loop Habit Tracker, of one habit or of all. */
      csv: z.string().min(1).max(MAX_IMPORT_BYTES),
      /** Which column, where the file has several; without it a day with any habit done is kept. */
      habit: z.string().min(1).max(200).optional(),
    }),
  ])
  .meta({ id: "HistoryImport" });
export type HistoryImport = z.infer<typeof HistoryImport>;

export const DaysQuery = z.strictObject({ from: LocalDate, to: LocalDate });
export type DaysQuery = z.infer<typeof DaysQuery>;

// --- what is shown

/**
 * `open`: not over and not kept yet. `provisional`: over and not kept, and something done on it may still arrive.
 * `none`: before the streak began.
 */
export const DayState = z.enum(["kept", "missed", "provisional", "freeze", "rest", "travel", "open", "future", "none"]);
export type DayState = z.infer<typeof DayState>;

export const DayView = z
  .object({
    on: LocalDate,
    state: DayState,
    today: z.boolean(),
    /** Shade of the heat map: 0 not kept, 1 under 25 min or a check-in alone, 2 under 1 h, 3 under 2 h, 4 more. */
    level: z.int().min(0).max(4),
    /** Minutes in rooms, from receipts. */
    minutes: z.int().min(0),
    /** Why a kept day counts: measured by a room, said by the person, or brought from elsewhere. */
    source: z.enum(["verified", "self_reported", "imported"]).nullable(),
    /** Whether the 48 h after its end are over: only a room receipt can still add to it. */
    final: z.boolean(),
  })
  .meta({ id: "DayView" });
export type DayView = z.infer<typeof DayView>;

export const Streak = z
  .object({
    /** Days kept in a row; freezes, rest days, travel and provisional misses do not break it and do not add to it. */
    current: z.int().min(0),
    currentSince: LocalDate.nullable(),
    longest: z.int().min(0),
    longestFrom: LocalDate.nullable(),
    longestTo: LocalDate.nullable(),
    /** 0 to 100, one decimal. */
    strength: z.number().min(0).max(100),
    /** The day of this moment; `endsAt` is when it is over in the current zone (epoch ms). */
    today: DayView.extend({ endsAt: z.int() }),
    /** Over and not kept, each until when something done on it is still accepted (epoch ms). */
    provisional: z.array(z.object({ on: LocalDate, until: z.int() })),
    /** In hand, 0 to 2. */
    freezes: z.int().min(0).max(2),
    /** Kept days towards the next freeze, 0 to 6. */
    keptTowardsFreeze: z.int().min(0).max(6),
    plannedFreezeOn: LocalDate.nullable(),
    timeZone: TimeZone,
    /** False until somebody said a zone: days are then counted in UTC, and the first zone said applies to them. */
    timeZoneKnown: z.boolean(),
    dayStart: DayStart,
    restDays: z.array(Weekday),
    /** Changes of day start and rest days that act from a coming day. */
    upcoming: z.object({ from: LocalDate, dayStart: DayStart, restDays: z.array(Weekday) }).nullable(),
    reminderAt: WallTime.nullable(),
    /** First day there is anything about. */
    startedOn: LocalDate.nullable(),
  })
  .meta({ id: "Streak" });
export type Streak = z.infer<typeof Streak>;

export const StreakDays = z.object({ items: z.array(DayView) }).meta({ id: "StreakDays" });
export type StreakDays = z.infer<typeof StreakDays>;

/** One thing that made a day what it is; all instants are epoch ms. */
export const DayEvidence = z
  .discriminatedUnion("kind", [
    z.object({
      kind: z.literal("receipt"),
      at: z.int(),
      id: z.string(),
      room: z.string(),
      phase: z.int(),
      to: z.int(),
      activeMs: z.int(),
      copresent: z.int(),
      /** Attended as this guest, claimed later. */
      claimedFrom: z.string().nullable(),
    }),
    z.object({
      kind: z.literal("check_in"),
      at: z.int(),
      receivedAt: z.int(),
      timeZone: TimeZone,
      goalId: z.string().nullable(),
      /** Received after the day had closed. */
      late: z.boolean(),
    }),
    z.object({ kind: z.literal("zone_changed"), at: z.int(), from: TimeZone, to: TimeZone }),
    z.object({ kind: z.literal("day_start_changed"), at: z.int(), to: DayStart }),
    z.object({ kind: z.literal("rest_days_changed"), at: z.int(), to: z.array(Weekday) }),
    z.object({ kind: z.literal("freeze_planned"), at: z.int() }),
    z.object({ kind: z.literal("freeze_spent"), at: z.int() }),
    z.object({ kind: z.literal("imported"), at: z.int(), source: z.string() }),
  ])
  .meta({ id: "DayEvidence" });
export type DayEvidence = z.infer<typeof DayEvidence>;

export const DayExplanation = DayView.extend({
  /** The one rule that decided, for words beside the verdict. */
  reason: z.enum([
    "together_long_enough",
    "checked_in",
    "imported",
    "not_over",
    "not_final",
    "nothing_done",
    "freeze_planned",
    "freeze_spent",
    "rest_day",
    "short_date",
    "not_lived",
    "not_reached",
    "before_start",
  ]),
  /** First and last instant of the day, stored when it closed; for a day that is not over, as things stand. Null where nobody kept them. */
  bounds: z.object({ from: z.int(), to: z.int(), timeZones: z.array(TimeZone), livedMs: z.int() }).nullable(),
  /** When a late check-in is no longer accepted; null before the day has closed. */
  finalAt: z.int().nullable(),
  /** In the order things happened. */
  evidence: z.array(DayEvidence),
}).meta({ id: "DayExplanation" });
export type DayExplanation = z.infer<typeof DayExplanation>;

export const CheckInAnswer = z
  .object({
    /** The date it counts on. */
    on: LocalDate,
    /** True where this very check-in had been received before. */
    repeated: z.boolean(),
    day: DayView,
    streak: Streak,
  })
  .meta({ id: "CheckInAnswer" });
export type CheckInAnswer = z.infer<typeof CheckInAnswer>;

export const ImportAnswer = z
  .object({
    /** Days that are now marked imported and were not before. */
    imported: z.int().min(0),
    /** Known already, in the future, or on days the streak has judged by itself. */
    skipped: z.int().min(0),
    streak: Streak,
  })
  .meta({ id: "ImportAnswer" });
export type ImportAnswer = z.infer<typeof ImportAnswer>;

// --- what the actor answers (called through `openStreak`, never by forwarding a request)

export type StreakRejectionCode =
  | "unknown_time_zone"
  /** Received more than 48 h after its day had closed. */
  | "check_in_too_late"
  /** The same `client` and `n` with other content. */
  | "idempotency_mismatch"
  | "no_freeze"
  | "freeze_not_ahead"
  | "too_many_days"
  | "nothing_to_import"
  /** Another account has taken over this guest's receipts. */
  | "already_claimed";
export type StreakRejection = { readonly code: StreakRejectionCode };
export type StreakAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: StreakRejection };

export type ReceiptRefusal = "receipt_malformed" | "receipt_foreign" | "receipt_altered";

export type ReceiptsAnswer = {
  /** Credited now or before: the sender may forget them. */
  readonly accepted: readonly string[];
  /** Will never be credited: sending again is of no use. `id` is null where there was none to read. */
  readonly refused: readonly { readonly id: string | null; readonly code: ReceiptRefusal }[];
};

export type ImportedDays = {
  readonly source: string;
  readonly keptOn: readonly LocalDate[];
  readonly restedOn: readonly LocalDate[];
};

/** Every call may be repeated: doing it twice changes nothing. */
export interface UserStreakRpc {
  describe(): Promise<Streak>;
  days(query: DaysQuery): Promise<StreakAnswer<StreakDays>>;
  explain(on: LocalDate): Promise<DayExplanation>;
  checkIn(checkIn: CheckIn): Promise<StreakAnswer<CheckInAnswer>>;
  update(patch: StreakPatch): Promise<StreakAnswer<Streak>>;
  planFreeze(plan: FreezePlan): Promise<StreakAnswer<Streak>>;
  importHistory(days: ImportedDays): Promise<StreakAnswer<ImportAnswer>>;
  /** From the room that issued them, at least once. */
  recordReceipts(receipts: readonly AttendanceReceipt[]): Promise<ReceiptsAnswer>;
  /** Takes over what `guest` earned in rooms; the caller has proved that both are the same person. */
  claim(guest: UserId): Promise<StreakAnswer<{ readonly credited: number }>>;
  /** Asked by the streak of `to`, which claims; the first one to ask is the only one ever answered. */
  handOver(to: UserId): Promise<StreakAnswer<readonly AttendanceReceipt[]>>;
}

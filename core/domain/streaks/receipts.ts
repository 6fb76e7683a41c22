// Credit for time in rooms: each receipt once, for the person it names, exactly as the room issued it.
import type { AttendanceReceipt } from "../../protocol/attendance.ts";
import type { UserId } from "../../protocol/ids.ts";
import type { ReceiptRefusal } from "../../protocol/streaks.ts";
import { err, ok, type Result } from "../result.ts";
import { DAY_MS, type EpochMs, MINUTE_MS } from "../time.ts";
import { dateAt } from "./calendar.ts";
import { MAX_HISTORY_DAYS, startWith } from "./decide.ts";
import type { StreakEvent } from "./events.ts";
import type { KeptReceipt, StreakState } from "./state.ts";

/** Clocks of two objects may differ a little. */
const CLOCK_SKEW_MS = 5 * MINUTE_MS;

/** An id says where it comes from: `<room>:<seq of started>:<phase>:<user>`. */
const hasItsOwnId = ({ id, room, phase, user }: AttendanceReceipt): boolean => {
  const start = `${room}:`;
  const end = `:${phase}:${user}`;
  return id.startsWith(start) && id.endsWith(end) && /^\d{1,15}$/.test(id.slice(start.length, -end.length));
};

const isPlausible = ({ from, to, activeMs }: AttendanceReceipt, now: EpochMs): boolean =>
  from < to && activeMs <= to - from && to <= now + CLOCK_SKEW_MS && from > now - MAX_HISTORY_DAYS * DAY_MS;

const isSame = (kept: KeptReceipt, { from, to, activeMs, copresent, room, phase }: KeptReceipt): boolean =>
  kept.from === from &&
  kept.to === to &&
  kept.activeMs === activeMs &&
  kept.copresent === copresent &&
  kept.room === room &&
  kept.phase === phase;

export const findReceipt = (state: StreakState, id: string): KeptReceipt | null => {
  for (const day of state.days) {
    const receipt = day.receipts.find((kept) => kept.id === id);
    if (receipt !== undefined) return receipt;
  }
  return null;
};

/**
 * `guest` is whose receipts are claimed, null for those of the streak's own person. No event where it is known already.
 * A receipt is measured, so it counts however late it arrives, also on a day that had been missed.
 */
export const decideReceipt = (
  state: StreakState,
  receipt: AttendanceReceipt,
  guest: UserId | null,
  now: EpochMs,
): Result<StreakEvent | null, ReceiptRefusal> => {
  if (receipt.user !== (guest ?? state.user)) return err("receipt_foreign");
  if (!hasItsOwnId(receipt) || !isPlausible(receipt, now)) return err("receipt_malformed");
  const { id, room, phase, from, to, activeMs, copresent } = receipt;
  const kept: KeptReceipt = { id, room, phase, from, to, activeMs, copresent, guest };
  const known = findReceipt(state, id);
  if (known !== null) return isSame(known, kept) ? ok(null) : err("receipt_altered");
  const on = dateAt(state, from);
  return ok({ name: "attended", on, receipt: kept, startOn: startWith(state, on, now) });
};

/** What a guest's streak earned by itself, as the rooms issued it. */
export const receiptsOf = (user: UserId, receipts: readonly KeptReceipt[]): AttendanceReceipt[] =>
  receipts
    .filter(({ guest }) => guest === null)
    .map(({ id, room, phase, from, to, activeMs, copresent }) => ({
      id,
      room: room as AttendanceReceipt["room"],
      user,
      phase,
      from,
      to,
      activeMs,
      copresent,
    }));

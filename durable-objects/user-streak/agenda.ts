// What a streak still has to do for others, and when it must wake for that. Nothing for most people, who then have no alarm.
import { MINUTE_MS } from "#core/domain/time.ts";
import type { BusinessEvent } from "#core/protocol/jobs.ts";

export type Agenda = {
  readonly reminderDueAt: number | null;
  /** Events that could not be told; few, since they are told at once where that works. */
  readonly unsent: readonly BusinessEvent[];
};

export const NOTHING_TO_DO: Agenda = { reminderDueAt: null, unsent: [] };

const RETRY_AFTER_MS = MINUTE_MS;
/** Whoever is down for longer than a hundred check-ins of one person has lost them: they are statistics. */
const MAX_UNSENT = 100;

export const withUnsent = (agenda: Agenda, events: readonly BusinessEvent[]): Agenda => ({
  ...agenda,
  unsent: [...agenda.unsent, ...events].slice(-MAX_UNSENT),
});

/** What is overdue has just failed and is tried again in a minute. */
export const nextAlarmAt = ({ reminderDueAt, unsent }: Agenda, now: number): number | null => {
  const retryAt = now + RETRY_AFTER_MS;
  const reminderAt = reminderDueAt !== null && reminderDueAt <= now ? retryAt : reminderDueAt;
  if (unsent.length === 0) return reminderAt;
  return reminderAt === null ? retryAt : Math.min(retryAt, reminderAt);
};

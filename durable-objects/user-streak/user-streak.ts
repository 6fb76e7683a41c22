// The streak of one person: the only judge of their days. Rules are pure (`core/domain/streaks`); here they meet storage, clock and alarm.
import { advance } from "#core/domain/streaks/advance.ts";
import { archive, thaw } from "#core/domain/streaks/archive.ts";
import { currentZone } from "#core/domain/streaks/calendar.ts";
import { decideCheckIn, decideFreeze, decideImport, decideUpdate } from "#core/domain/streaks/decide.ts";
import type { StreakEvent } from "#core/domain/streaks/events.ts";
import { evolve } from "#core/domain/streaks/evolve.ts";
import { type ArchivedDay, explainDay } from "#core/domain/streaks/explain.ts";
import { decideReceipt, receiptsOf } from "#core/domain/streaks/receipts.ts";
import { nextReminderAt, reminderOf } from "#core/domain/streaks/reminder.ts";
import { emptyStreak, findDay, type StreakState } from "#core/domain/streaks/state.ts";
import { viewDay, viewDays, viewStreak } from "#core/domain/streaks/view.ts";
import { dateOfWall, daysBetween, type LocalDate } from "#core/domain/time.ts";
import type { AttendanceReceipt } from "#core/protocol/attendance.ts";
import type { UserId } from "#core/protocol/ids.ts";
import type { BusinessEvent } from "#core/protocol/jobs.ts";
import {
  type CheckIn,
  type CheckInAnswer,
  type DayExplanation,
  type DaysQuery,
  type FreezePlan,
  type ImportAnswer,
  type ImportedDays,
  MAX_DAYS_PER_QUERY,
  type ReceiptRefusal,
  type ReceiptsAnswer,
  type Streak,
  type StreakAnswer,
  type StreakDays,
  type StreakPatch,
  type UserStreakRpc,
} from "#core/protocol/streaks.ts";
import { projectorOf, streaksOf } from "../shell/bindings.ts";
import { sealed } from "../shell/itty.ts";
import { type Agenda, nextAlarmAt, NOTHING_TO_DO, withUnsent } from "./agenda.ts";
import { MonthStore } from "./month-store.ts";
import { openStreak, STREAK_CALLS } from "./open-streak.ts";
import { parseReceipts } from "./parse-receipts.ts";

const failed = <T>(code: (StreakAnswer<T> & { ok: false })["error"]["code"]): StreakAnswer<T> => ({
  ok: false,
  error: { code },
});

export class UserStreak extends sealed<UserStreakRpc>(STREAK_CALLS) implements UserStreakRpc {
  /** Stored: null until something happened. */
  document: StreakState | null = null;
  /** Stored beside it. */
  agenda: Agenda = NOTHING_TO_DO;
  readonly #months: MonthStore;
  readonly #env: Env;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    this.#env = env;
    this.#months = new MonthStore(state.storage.sql);
  }

  get #user(): UserId {
    const { name } = this.state.id;
    if (name === undefined) throw new Error("a streak is opened by the id of its person");
    return name as UserId;
  }

  #at(now: number): StreakState {
    return advance(this.document ?? emptyStreak(this.#user), now);
  }

  /** Document and old months in one write; whoever waits for the answer waits for it. */
  async #keep(state: StreakState): Promise<void> {
    const { state: document, archived } = archive(state);
    this.#months.write(archived);
    this.document = document;
    await this.persist();
  }

  async #happen(state: StreakState, events: readonly StreakEvent[]): Promise<StreakState> {
    if (events.length === 0) return state;
    const later = events.reduce(evolve, state);
    await this.#keep(later);
    return later;
  }

  // --- reading: writes nothing, so a person who never did anything leaves nothing behind

  async describe(): Promise<Streak> {
    const now = Date.now();
    return viewStreak(this.#at(now), now);
  }

  async days({ from, to }: DaysQuery): Promise<StreakAnswer<StreakDays>> {
    const span = daysBetween(from, to);
    if (span < 0 || span >= MAX_DAYS_PER_QUERY) return failed("too_many_days");
    const now = Date.now();
    const archived = new Map(this.#months.between(from, to).map(({ day }) => [day.on, day]));
    return { ok: true, value: { items: [...viewDays(this.#at(now), now, from, to, archived)] } };
  }

  async explain(on: LocalDate): Promise<DayExplanation> {
    const now = Date.now();
    const archived = this.#months.between(on, on).find(({ day }) => day.on === on);
    return explainDay(this.#at(now), now, on, archived ?? null);
  }

  // --- what people do

  async checkIn(checkIn: CheckIn): Promise<StreakAnswer<CheckInAnswer>> {
    const now = Date.now();
    const before = this.#at(now);
    const decided = decideCheckIn(before, checkIn, now);
    if (!decided.ok) return decided;
    const { on, repeated, events } = decided.value;
    const state = await this.#happen(before, events);
    const [first] = findDay(state.days, on)?.checkIns ?? [];
    // A repeated delivery means that its sender had no answer: the event may not have gone out either.
    if (first?.client === checkIn.client && first.n === checkIn.n) {
      await this.#send([
        { id: `checked_in:${this.#user}:${on}`, name: "checked_in", at: first.receivedAt, user: this.#user, on },
      ]);
    }
    return { ok: true, value: { on, repeated, day: viewDay(state, now, on), streak: viewStreak(state, now) } };
  }

  async update(patch: StreakPatch): Promise<StreakAnswer<Streak>> {
    const now = Date.now();
    const before = this.#at(now);
    const decided = decideUpdate(before, patch, now);
    if (!decided.ok) return decided;
    const after = decided.value.reduce(evolve, before);
    const moved = after.reminderAt !== before.reminderAt || currentZone(after) !== currentZone(before);
    if (moved) this.agenda = { ...this.agenda, reminderDueAt: nextReminderAt(after, now) };
    const state = await this.#happen(before, decided.value);
    if (moved) await this.#arm(now);
    return { ok: true, value: viewStreak(state, now) };
  }

  async planFreeze(plan: FreezePlan): Promise<StreakAnswer<Streak>> {
    const now = Date.now();
    const before = this.#at(now);
    const decided = decideFreeze(before, plan, now);
    if (!decided.ok) return decided;
    return { ok: true, value: viewStreak(await this.#happen(before, decided.value), now) };
  }

  async importHistory(days: ImportedDays): Promise<StreakAnswer<ImportAnswer>> {
    const now = Date.now();
    const before = thaw(this.#at(now), this.#months.all());
    const decided = decideImport(before, days, now);
    if (!decided.ok) return decided;
    const { imported, skipped, events } = decided.value;
    const state = await this.#happen(before, events);
    return { ok: true, value: { imported, skipped, streak: viewStreak(state, now) } };
  }

  // --- what rooms measured

  async recordReceipts(receipts: readonly unknown[]): Promise<ReceiptsAnswer> {
    return (await this.#record(receipts, null)).answer;
  }

  async claim(guest: UserId): Promise<StreakAnswer<{ readonly credited: number }>> {
    if (guest === this.#user) return { ok: true, value: { credited: 0 } };
    const handed = await openStreak(streaksOf(this.#env), guest).handOver(this.#user);
    if (!handed.ok) return handed;
    const { credited } = await this.#record(handed.value, guest);
    return { ok: true, value: { credited } };
  }

  async handOver(to: UserId): Promise<StreakAnswer<readonly AttendanceReceipt[]>> {
    const before = this.#at(Date.now());
    if (before.handedOverTo !== null && before.handedOverTo !== to) return failed("already_claimed");
    const state = await this.#happen(before, before.handedOverTo === to ? [] : [{ name: "handed_over", to }]);
    const days = [...this.#months.all().map(({ day }) => day), ...state.days];
    const receipts = days.flatMap((day) => receiptsOf(this.#user, day.receipts));
    return { ok: true, value: receipts };
  }

  async #record(
    receipts: readonly unknown[],
    guest: UserId | null,
  ): Promise<{ readonly answer: ReceiptsAnswer; readonly credited: number }> {
    const now = Date.now();
    const accepted: string[] = [];
    const refused: { id: string | null; code: ReceiptRefusal }[] = [];
    const { parsed, malformed } = parseReceipts(receipts);
    for (const id of malformed) refused.push({ id, code: "receipt_malformed" });
    let state = thaw(this.#at(now), this.#archivedFor(parsed));
    let credited = 0;
    for (const receipt of parsed) {
      const decided = decideReceipt(state, receipt, guest, now);
      if (!decided.ok) {
        refused.push({ id: receipt.id, code: decided.error });
        continue;
      }
      accepted.push(receipt.id);
      if (decided.value === null) continue;
      state = evolve(state, decided.value);
      credited += 1;
    }
    if (credited > 0) await this.#keep(state);
    return { answer: { accepted, refused }, credited };
  }

  /** Receipts of old days: whether one is known already is written in the months around it, whatever the zone was. */
  #archivedFor(receipts: readonly AttendanceReceipt[]): readonly ArchivedDay[] {
    const oldest = this.document?.days[0]?.on;
    const plausible = receipts.map(({ from }) => from).filter((from) => Math.abs(from) < 8e14);
    const dates = plausible.map((from) => dateOfWall(from));
    const old = oldest === undefined ? [] : dates.filter((on) => daysBetween(oldest, on) <= 2);
    return old.length === 0 ? [] : this.#months.around([...new Set(old)]);
  }

  // --- what others are told

  /** Told at once it costs no row; where that fails it is kept, and told by alarm. */
  async #send(events: readonly BusinessEvent[]): Promise<void> {
    if (await this.#told(() => projectorOf(this.state).recordEvents(events))) return;
    this.agenda = withUnsent(this.agenda, events);
    await this.persist();
    await this.#arm(Date.now());
  }

  async #told(tell: () => Promise<void>): Promise<boolean> {
    try {
      await tell();
      return true;
    } catch {
      return false;
    }
  }

  async #arm(now: number): Promise<void> {
    const at = nextAlarmAt(this.agenda, now);
    if (at === null) await this.state.storage.deleteAlarm();
    else await this.state.storage.setAlarm(at);
  }

  protected async onAlarm(): Promise<void> {
    const { unsent, reminderDueAt } = this.agenda;
    if (unsent.length > 0 && (await this.#told(() => projectorOf(this.state).recordEvents(unsent)))) {
      this.agenda = { ...this.agenda, unsent: this.agenda.unsent.filter((event) => !unsent.includes(event)) };
    }
    const now = Date.now();
    if (reminderDueAt !== null && reminderDueAt <= now && (await this.#reminded(reminderDueAt, now))) {
      // Somebody may have changed the time or the zone while the reminder went out.
      if (this.agenda.reminderDueAt === reminderDueAt) {
        this.agenda = { ...this.agenda, reminderDueAt: nextReminderAt(this.#at(now), now) };
      }
    }
    await this.persist();
    await this.#arm(now);
  }

  /** True too where there is nothing to remind of. */
  async #reminded(dueAt: number, now: number): Promise<boolean> {
    const state = this.#at(now);
    const on = reminderOf(state, dueAt, now);
    if (on === null) return true;
    const { current } = viewStreak(state, now);
    return this.#told(() => projectorOf(this.state).remind({ user: this.#user, on, current }));
  }
}

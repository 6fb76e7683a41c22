// Events into daily sums, once each however often and in whatever order they are delivered.
import { EventBatch, type BusinessEvent } from "#core/protocol/jobs.ts";
import { countEvents, type EventRow } from "#db/queries/events.ts";
import { listTimeZones } from "#db/queries/users.ts";
import type { Deps } from "../deps.ts";
import { log } from "../log.ts";
import { localDate } from "./local-date.ts";

/** Milliseconds attended, or one of whatever it is. */
const amountOf = (event: BusinessEvent): number => (event.name === "focus_attended" ? event.activeMs : 1);

/** The person's own day: said by the event where an actor decided it, else by the zone of the event or of the account. */
const userDayOf = (event: BusinessEvent, zones: ReadonlyMap<string, string>): string => {
  if (event.name === "checked_in") return event.on;
  const said = event.name === "focus_attended" ? event.timeZone : undefined;
  return localDate(event.at, said ?? zones.get(event.user) ?? "UTC");
};

const toRow = (event: BusinessEvent, zones: ReadonlyMap<string, string>): EventRow => ({
  id: event.id,
  name: event.name,
  userId: event.user,
  utcOn: localDate(event.at, "UTC"),
  userOn: userDayOf(event, zones),
  amount: amountOf(event),
  at: event.at,
});

/** Acknowledges what is counted. What cannot be understood is sent back until the queue puts it among the dead letters. */
export const consumeEvents = async (deps: Pick<Deps, "db">, batch: MessageBatch): Promise<void> => {
  const understood: { message: Message; events: readonly BusinessEvent[] }[] = [];
  for (const message of batch.messages) {
    const parsed = EventBatch.safeParse(message.body);
    if (parsed.success) {
      understood.push({ message, events: parsed.data.events });
    } else {
      log("warn", "event batch not understood", { id: message.id, attempts: message.attempts });
      message.retry();
    }
  }
  const events = understood.flatMap((part) => part.events);
  if (events.length === 0) return;
  const zones = await listTimeZones(deps.db, [...new Set(events.map((event) => event.user))]);
  // The events table keeps the first of equal ids, but within one statement the sums must not see two.
  const rows = new Map(events.map((event) => [event.id, toRow(event, zones)]));
  await countEvents(deps.db, [...rows.values()], crypto.randomUUID());
  for (const { message } of understood) message.ack();
};

// What happened in business terms: one function per event. Pseudonymous, without content; counted by the queue's consumer.
import type { BusinessEvent, EventBatch } from "#core/protocol/jobs.ts";
import type { UserId } from "#core/protocol/ids.ts";
import { log } from "./log.ts";
import { count } from "./metrics.ts";

/** The id is made of what happened, so that saying it twice is saying it once. */
export const signedUp = (user: UserId, guest: boolean, at: number): BusinessEvent => ({
  id: `signed_up:${user}`,
  name: "signed_up",
  at,
  user,
  guest,
});

export const registered = (user: UserId, at: number): BusinessEvent => ({
  id: `registered:${user}`,
  name: "registered",
  at,
  user,
});

export type Events = { emit(events: readonly BusinessEvent[]): Promise<void> };

const MAX_EVENTS_PER_MESSAGE = 100;

export const openEvents = (queue: Queue<EventBatch>): Events => ({
  emit: async (events) => {
    for (let from = 0; from < events.length; from += MAX_EVENTS_PER_MESSAGE) {
      const part = events.slice(from, from + MAX_EVENTS_PER_MESSAGE);
      await queue.send({ kind: "events", version: 1, events: part });
    }
    for (const event of events) {
      count("lockstep_events_total", { name: event.name });
      log("info", event.name, { user: event.user, at: event.at });
    }
  },
});

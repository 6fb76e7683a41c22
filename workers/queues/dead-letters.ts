// What the queue gave up on is filed where a person finds it: bodies are pseudonymous, as the events were.
import { insertDeadLetter } from "#db/queries/events.ts";
import type { Deps } from "../deps.ts";
import { log } from "../log.ts";

const MAX_BODY_CHARACTERS = 16_384;

export const fileDeadLetters = async (deps: Pick<Deps, "db" | "now">, batch: MessageBatch): Promise<void> => {
  for (const message of batch.messages) {
    const body = (JSON.stringify(message.body) ?? "undefined").slice(0, MAX_BODY_CHARACTERS);
    const letter = { id: message.id, queue: batch.queue, body, attempts: message.attempts, at: deps.now() };
    await insertDeadLetter(deps.db, letter);
    log("error", "dead letter", { id: message.id, queue: batch.queue });
    message.ack();
  }
};

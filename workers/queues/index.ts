// Which consumer a batch belongs to, by the queue it came from.
import { openDeps } from "../deps.ts";
import { fileDeadLetters } from "./dead-letters.ts";
import { consumeEvents } from "./events.ts";
import { buryMedia, consumeMedia } from "./media.ts";

export const consume = async (batch: MessageBatch, env: Env): Promise<void> => {
  const deps = openDeps(env);
  switch (batch.queue) {
    case "lockstep-events":
      return consumeEvents(deps, batch);
    case "lockstep-events-dead":
      return fileDeadLetters(deps, batch);
    case "lockstep-media":
      return consumeMedia(deps, batch);
    case "lockstep-media-dead":
      return buryMedia(deps, batch);
    default:
      throw new Error(`no consumer for the queue ${batch.queue}`);
  }
};

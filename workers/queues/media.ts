// Files that wait to be checked: each message is one file; what fails comes again, later and later, and is then given up.
import { MediaJob } from "#core/protocol/jobs.ts";
import type { Deps } from "../deps.ts";
import { log } from "../log.ts";
import { checkMedia, giveUp } from "../media/check.ts";
import { fileDeadLetters } from "./dead-letters.ts";

const BUSY_SECONDS = 30;
const MAX_DELAY_SECONDS = 300;

type Needed = Pick<Deps, "db" | "media" | "images" | "now">;

export const consumeMedia = async (deps: Needed, batch: MessageBatch): Promise<void> => {
  for (const message of batch.messages) {
    const job = MediaJob.safeParse(message.body);
    if (!job.success) {
      log("error", "unreadable media job", { id: message.id });
      message.retry();
      continue;
    }
    try {
      const outcome = await checkMedia(deps, job.data.id, message.attempts);
      if (outcome === "done") message.ack();
      else message.retry({ delaySeconds: BUSY_SECONDS });
    } catch (error) {
      log("warn", "media not checked", { media: job.data.id, attempt: message.attempts, error: String(error) });
      message.retry({ delaySeconds: Math.min(MAX_DELAY_SECONDS, 2 ** message.attempts) });
    }
  }
};

export const buryMedia = async (deps: Needed, batch: MessageBatch): Promise<void> => {
  for (const message of batch.messages) {
    const job = MediaJob.safeParse(message.body);
    if (job.success) await giveUp(deps, job.data.id);
  }
  await fileDeadLetters(deps, batch);
};

// The Worker's entry: HTTP, queue and cron handlers, and the classes the platform instantiates.
import { createApp } from "./api/index.ts";
import { sweep } from "./cron/sweep.ts";
import { openDeps } from "./deps.ts";
import { sweepMedia } from "./media/sweep.ts";
import { consume } from "./queues/index.ts";

export { AuthLimiter } from "#objects/auth-limiter/auth-limiter.ts";
export { Conversation } from "#objects/conversation/conversation.ts";
export { LockInRoom } from "#objects/lock-in-room/lock-in-room.ts";
export { Relay } from "#objects/relay/relay.ts";
export { UserInbox } from "#objects/user-inbox/user-inbox.ts";
export { UserStreak } from "#objects/user-streak/user-streak.ts";
export { Projector } from "./projector.ts";

const app = createApp();

/** As `wrangler.toml` has it; the other one is hourly. */
const NIGHTLY = "17 3 * * *";

export default {
  fetch: (request, env, ctx) => app.fetch(request, env, ctx),
  queue: consume,
  scheduled: async ({ cron }, env) => {
    const deps = openDeps(env);
    await sweepMedia(deps);
    if (cron === NIGHTLY) await sweep(deps);
  },
} satisfies ExportedHandler<Env>;

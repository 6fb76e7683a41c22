// The Worker's entry: HTTP, queue and cron handlers, and the classes the platform instantiates.
export { AuthLimiter } from "#objects/auth-limiter/auth-limiter.ts";
export { LockInRoom } from "#objects/lock-in-room/lock-in-room.ts";
export { UserStreak } from "#objects/user-streak/user-streak.ts";

export default {
  fetch: () => Response.json({ status: "ok" }),
} satisfies ExportedHandler<Env>;

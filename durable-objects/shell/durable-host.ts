// The machine as workerd gives it to one Durable Object.
import { logText } from "#core/domain/log-text.ts";
import { SOCKET_BURST, SOCKET_RATE_PER_SECOND } from "#core/protocol/limits.ts";
import type { Host } from "./host.ts";

/** `limitFactor` widens the rate of a socket: load tests set it and say so. */
export const durableHost = (ctx: DurableObjectState, limitFactor: number): Host => ({
  sql: ctx.storage.sql,
  socketRate: { perSecond: SOCKET_RATE_PER_SECOND * limitFactor, burst: SOCKET_BURST * limitFactor },
  now: () => Date.now(),
  sockets: () => ctx.getWebSockets(),
  pingedAt: (socket) => ctx.getWebSocketAutoResponseTimestamp(socket as WebSocket)?.getTime() ?? null,
  // Not awaited: it is part of the turn's one write, and the output gate waits for it.
  setAlarm: (at) => void ctx.storage.setAlarm(at),
  // At most a flush window, so it never keeps the object from hibernating.
  defer: (ms, task) => {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
  randomId: () => crypto.randomUUID(),
  abort: (reason) => {
    ctx.abort(reason);
    throw new Error(reason);
  },
  report: (error) => {
    // oxlint-disable-next-line no-console -- the platform's log is the console
    console.error(JSON.stringify({ level: "error", event: "bug", actor: ctx.id.name, error: logText(String(error)) }));
  },
  reach: () => {},
});

// The product's own machine for its actors, on a clock that may be wrong and in a process that may die at a named point.
import { durableHost as realHost } from "#objects/shell/durable-host.ts";
import type { Host } from "#objects/shell/host.ts";
import { clockOffsetMs, dieAt } from "./faults.ts";

export const durableHost = (ctx: DurableObjectState, limitFactor: number): Host => {
  const host = realHost(ctx, limitFactor);
  const name = ctx.id.name ?? "";
  return {
    ...host,
    // The platform's own instants are those of the true clock.
    setAlarm: (at) => host.setAlarm(at - clockOffsetMs()),
    pingedAt: (socket) => {
      const at = host.pingedAt(socket);
      return at === null ? null : at + clockOffsetMs();
    },
    reach: (point) => dieAt(name, point),
  };
};

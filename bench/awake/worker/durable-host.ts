// The product's own machine for its actors, whose timers are noted: a timer keeps an object from hibernating.
import { durableHost as realHost } from "#objects/shell/durable-host.ts";
import type { Host } from "#objects/shell/host.ts";
import { begin } from "./ledger.ts";

export const durableHost = (ctx: DurableObjectState, limitFactor: number): Host => {
  const host = realHost(ctx, limitFactor);
  return {
    ...host,
    defer: (ms, task) => {
      const end = begin(ctx, "timer");
      const cancel = host.defer(ms, () => {
        try {
          task();
        } finally {
          end();
        }
      });
      return () => {
        cancel();
        end();
      };
    },
  };
};

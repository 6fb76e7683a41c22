// The product as it is deployed, but for rooms that note when they are awake, and why. Built by `npm run bench:awake` only.
import * as product from "#workers/index.ts";
import { during, ledgerOf, waking } from "./ledger.ts";

const CONTROL = "/awake/";
const MESSAGE = "webSocketMessage";

export class LockInRoom extends product.LockInRoom {
  constructor(ctx: DurableObjectState, env: Env) {
    const isAwake = waking(ctx);
    super(ctx, env);
    isAwake();
  }
}

/** `ping` would be here if it reached the object. */
const whatIsSaid = (message: unknown): string => {
  const text = String(message);
  if (!text.startsWith("{")) return text;
  const { type, name } = JSON.parse(text) as { type: string; name?: string };
  return name ?? type;
};

type Handler = (this: { readonly ctx: DurableObjectState }, ...args: unknown[]) => unknown;

const handlers = product.LockInRoom.prototype as unknown as Record<string, Handler>;
for (const name of Object.getOwnPropertyNames(product.LockInRoom.prototype)) {
  const original = handlers[name];
  if (name === "constructor" || original === undefined) continue;
  const noted: Handler = function (...args) {
    const why = name === MESSAGE ? whatIsSaid(args[1]) : name;
    return during(this.ctx, why, () => original.apply(this, args));
  };
  Object.defineProperty(LockInRoom.prototype, name, { value: noted, writable: true, configurable: true });
}

// Everything else is exported as it is.
export * from "#workers/index.ts";

const { fetch, queue, scheduled } = product.default;

export default {
  fetch: (request, env, ctx) => {
    const { pathname } = new URL(request.url);
    return pathname.startsWith(CONTROL)
      ? Response.json(ledgerOf(pathname.slice(CONTROL.length)))
      : fetch(request, env, ctx);
  },
  queue,
  scheduled,
} satisfies ExportedHandler<Env>;

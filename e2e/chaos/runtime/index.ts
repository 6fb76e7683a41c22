// The product as it is deployed, but for a machine and bindings that fail when they are told to. Built by chaos runs only.
import * as product from "#workers/index.ts";
import { failingEnv } from "./failing-bindings.ts";
import { RuntimeFaults, setFaults } from "./faults.ts";

/** Another one is another version of the Worker. */
declare const CHAOS_BUILD: string;

/** Named here, so that the bundler leaves it to the runtime. */
const UNSAFE: string = "workerd:unsafe";
const CONTROL = "/chaos/";

const storedLog = (ctx: DurableObjectState): string[] =>
  ctx.storage.sql
    .exec<{ body: string }>("SELECT body FROM segments ORDER BY first_seq")
    .toArray()
    .map(({ body }) => body);

export class Conversation extends product.Conversation {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, failingEnv(env));
  }
  storedLog(): string[] {
    return storedLog(this.ctx);
  }
}

export class LockInRoom extends product.LockInRoom {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, failingEnv(env));
  }
  storedLog(): string[] {
    return storedLog(this.ctx);
  }
}

export class UserInbox extends product.UserInbox {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, failingEnv(env));
  }
}

export class Projector extends product.Projector {
  constructor(ctx: ExecutionContext, env: Env) {
    super(ctx, failingEnv(env));
  }
}

// Everything else is exported as it is.
export * from "#workers/index.ts";

type Keeper = { storedLog(): Promise<string[]> };

const control = async (request: Request, env: Env): Promise<Response> => {
  const { pathname } = new URL(request.url);
  const asked = pathname.slice(CONTROL.length);
  if (asked === "build") return new Response(CHAOS_BUILD);
  if (asked === "faults") {
    setFaults(RuntimeFaults.parse(await request.json()));
    return new Response(null, { status: 204 });
  }
  const [actor = "", isEvicted] = asked.split("/");
  const objects = actor.startsWith("room_") ? env.ROOMS : env.CONVERSATIONS;
  if (isEvicted !== undefined) {
    const { default: unsafe } = (await import(UNSAFE)) as typeof import("workerd:unsafe");
    await unsafe.evict(objects.getByName(actor), { webSockets: "hibernate" });
    return new Response(null, { status: 204 });
  }
  return Response.json(await (objects.getByName(actor) as unknown as Keeper).storedLog());
};

const { fetch, queue, scheduled } = product.default;

export default {
  fetch: (request, env, ctx) =>
    new URL(request.url).pathname.startsWith(CONTROL) ? control(request, env) : fetch(request, failingEnv(env), ctx),
  queue: (batch, env) => queue(batch, failingEnv(env)),
  scheduled: (event, env) => scheduled(event, failingEnv(env)),
} satisfies ExportedHandler<Env>;

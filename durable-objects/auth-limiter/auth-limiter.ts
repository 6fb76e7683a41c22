// One limit of one account or address, counted exactly wherever in the world the attempts come from.
import { DurableObject } from "cloudflare:workers";
import { giveBackTo, takeFrom, type Limit } from "#core/domain/auth.ts";

const FULL_AT = "fullAt";
const TIDY_AFTER_MS = 60_000;

export type Taken = { readonly allowed: true } | { readonly allowed: false; readonly retryAfterMs: number };

export class AuthLimiter extends DurableObject<Env> {
  /** One row written when allowed, none when refused: a flood costs nothing. */
  async take(limit: Limit): Promise<Taken> {
    const known = this.ctx.storage.kv.get<number>(FULL_AT);
    const taken = takeFrom(limit, known ?? 0, Date.now());
    if (!taken.allowed) return taken;
    this.ctx.storage.kv.put(FULL_AT, taken.fullAt);
    if (known === undefined) await this.ctx.storage.setAlarm(taken.fullAt + TIDY_AFTER_MS);
    return { allowed: true };
  }

  async giveBack(limit: Limit): Promise<void> {
    const known = this.ctx.storage.kv.get<number>(FULL_AT);
    if (known !== undefined) this.ctx.storage.kv.put(FULL_AT, giveBackTo(limit, known, Date.now()));
  }

  /** For `/health`: the platform answered, and nothing was stored. */
  async ping(): Promise<"pong"> {
    return "pong";
  }

  /** A limit that is whole again is like one that was never used: leave no storage behind. */
  override async alarm(): Promise<void> {
    const fullAt = this.ctx.storage.kv.get<number>(FULL_AT) ?? 0;
    if (fullAt > Date.now()) await this.ctx.storage.setAlarm(fullAt + TIDY_AFTER_MS);
    else await this.ctx.storage.deleteAll();
  }
}

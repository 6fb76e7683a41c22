// Asks the limiter objects. Their names are keyed digests, so that no address or e-mail is ever an object's name.
import { AUTH_LIMITS, type AuthLimitName, type Limit } from "#core/domain/auth.ts";
import type { Taken } from "#objects/auth-limiter/auth-limiter.ts";
import { openMac } from "./secrets.ts";

export type Limiter = {
  take(name: AuthLimitName, who: string): Promise<Taken>;
  /** The attempt was a right one and must not count. */
  giveBack(name: AuthLimitName, who: string): Promise<void>;
};

/** `factor` widens every limit alike: load tests from one address set it and say so. */
export const openLimiter = (namespace: Env["AUTH_LIMITER"], secret: string, factor: number): Limiter => {
  const mac = openMac(secret, "auth-limiter.v1");
  const stub = async (name: AuthLimitName, who: string) => namespace.getByName(`${name}:${await mac.sign(who)}`);
  const widened = (name: AuthLimitName): Limit => {
    const { burst, everyMs } = AUTH_LIMITS[name];
    return { burst: burst * factor, everyMs: everyMs / factor };
  };
  return {
    take: async (name, who) => (await stub(name, who)).take(widened(name)),
    giveBack: async (name, who) => (await stub(name, who)).giveBack(widened(name)),
  };
};

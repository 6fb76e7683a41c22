// Bindings of the platform that refuse to work for a while, as they do when the service behind them is down.
import { isFailing, type Service } from "./faults.ts";

/** D1 in its own words: from them the Worker knows that it may be asked again. Nobody reads those of the others. */
const WORDS: Readonly<Record<Service, string>> = {
  d1: "D1_ERROR: Network connection lost.",
  r2: "r2 is down",
  queue: "queue is down",
};
const down = (service: Service) => Promise.reject(new Error(WORDS[service]));

/** `target` with the methods in `named` rejecting while the service is down. */
const failing = <T extends object>(service: Service, target: T, named: readonly string[]): T =>
  new Proxy(target, {
    get: (object, key) => {
      const value: unknown = Reflect.get(object, key, object);
      if (typeof value !== "function") return value;
      if (typeof key === "string" && named.includes(key) && isFailing(service)) return () => down(service);
      return value.bind(object) as unknown;
    },
  });

const database = (db: D1Database): D1Database => {
  const whole = failing("d1", db, ["batch", "exec"]);
  return new Proxy(whole, {
    get: (object, key) => {
      // A statement is made without asking anybody; only running it fails.
      if (key === "prepare" && isFailing("d1")) return (query: string) => brokenStatement(db.prepare(query));
      return Reflect.get(object, key, object) as unknown;
    },
  });
};

const brokenStatement = (statement: D1PreparedStatement): D1PreparedStatement =>
  new Proxy(statement, {
    get: (object, key) => {
      if (key === "bind") return (...values: unknown[]) => brokenStatement(object.bind(...values));
      return () => down("d1");
    },
  });

const known = new WeakMap<object, Env>();

/** The same object each time: the Worker keeps what it builds by it. */
export const failingEnv = (env: Env): Env => {
  const made =
    known.get(env) ??
    ({
      ...env,
      DB: database(env.DB),
      MEDIA: failing("r2", env.MEDIA, ["put", "get", "head", "delete", "list", "createMultipartUpload"]),
      EVENTS: failing("queue", env.EVENTS, ["send", "sendBatch"]),
      MEDIA_JOBS: failing("queue", env.MEDIA_JOBS, ["send", "sendBatch"]),
    } satisfies Env);
  known.set(env, made);
  return made;
};

// The only door to itty-durable: its document, router and lifecycle, without what they would let a stranger do.
import { logText } from "#core/domain/log-text.ts";
import { createDurable } from "itty-durable/itty-durable.js";

/** What the library's class is, which its own types do not say. */
type IttyObject = {
  readonly state: DurableObjectState;
  fetch(request: Request): Promise<Response>;
  loadFromStorage(): Promise<void>;
  /** Stores every public field of the instance as one value. */
  persist(): Promise<void>;
};
type IttyClass = abstract new (state: DurableObjectState, env: Env) => IttyObject;

/** Nobody's address: a request that came from outside carries another one. */
const ORIGIN = "https://sealed.internal";

/** Which calls an object answers; `true` for each, so that the compiler notices a forgotten one. */
export type AllowList<Rpc> = { readonly [Name in keyof Rpc]: true };

/** Header values are bytes; JSON may say anything beyond ASCII in escapes. */
const toAscii = (json: string): string =>
  json.replaceAll(/[^\u0020-\u007e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** Instead of the library's 500, which would leave the broken instance running. */
const rethrow = (error: unknown): never => {
  throw error;
};

/**
 * A class to extend. Public fields are the stored document: assign them and `await this.persist()` before answering.
 * Everything else must be #private. `fetch` answers `openSealed` and nobody else: the library's own router, which would set any
 * field and call any method for whoever reaches it, only ever sees what the allow-list let through.
 */
export const sealed = <Rpc>(allowed: AllowList<Rpc>) => {
  const Itty = createDurable({ onError: rethrow }) as unknown as IttyClass;

  abstract class Sealed extends Itty {
    #loaded: Promise<void> | null = null;

    protected abstract onAlarm(): Promise<void>;

    /** The library would load twice when two calls wake the object together, the second one over the changes of the first. */
    override loadFromStorage(): Promise<void> {
      this.#loaded ??= super.loadFromStorage();
      return this.#loaded;
    }

    override async fetch(request: Request): Promise<Response> {
      const { origin, pathname } = new URL(request.url);
      const method = pathname.slice(1);
      if (origin !== ORIGIN || request.method !== "POST" || !Object.hasOwn(allowed, method)) {
        return new Response(null, { status: 404 });
      }
      const args: unknown = JSON.parse(await request.text());
      // The library takes arguments in a header; this one never leaves the object, so its size does not matter.
      const headers = { "do-content": toAscii(JSON.stringify(args)) };
      return this.#orAbort(method, () => super.fetch(new Request(`${ORIGIN}/do/call/${method}`, { headers })));
    }

    /** The library wakes for an alarm with nothing loaded. */
    async alarm(): Promise<void> {
      await this.#orAbort("alarm", async () => {
        await this.loadFromStorage();
        await this.onAlarm();
      });
    }

    /** A bug may have left fields that were never stored: the instance ends, with every write of its turn, and the next one loads. */
    async #orAbort<T>(doing: string, act: () => Promise<T>): Promise<T> {
      try {
        return await act();
      } catch (error) {
        const reason = logText(`${doing} broke: ${String(error)}`);
        // oxlint-disable-next-line no-console -- the platform's log is the console
        console.error(JSON.stringify({ level: "error", event: "bug", actor: this.state.id.name, error: reason }));
        this.state.abort(reason);
        throw error;
      }
    }
  }
  return Sealed;
};

/**
 * The typed way to call a sealed object, which has no native RPC. Arguments and results are JSON.
 * Throws what the platform throws (with `retryable` and `overloaded`), also where the object broke and was ended.
 */
export const openSealed = <Rpc extends { readonly [Name in keyof Rpc]: (...args: never[]) => Promise<unknown> }>(
  namespace: DurableObjectNamespace,
  name: string,
  allowed: AllowList<Rpc>,
): Rpc => {
  const call = async (method: string, args: readonly unknown[]): Promise<unknown> => {
    // A fresh stub per call: one that has failed once fails for ever.
    const response = await namespace
      .getByName(name)
      .fetch(`${ORIGIN}/${method}`, { method: "POST", body: JSON.stringify(args) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} failed with ${response.status}: ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  };
  const methods = Object.keys(allowed).map((method) => [method, (...args: unknown[]) => call(method, args)]);
  return Object.fromEntries(methods) as Rpc;
};

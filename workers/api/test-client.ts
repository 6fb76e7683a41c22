// For tests: the real application on real bindings, with a clock that stands still until it is moved, and a browser's cookie jar.
import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { SignedIn } from "#core/protocol/auth.ts";
import type { Problem } from "#core/protocol/http.ts";
import { openDeps, type Deps } from "../deps.ts";
import { createApp } from "./index.ts";

export const ORIGIN = "http://localhost:8787";

export type Answer<T> = { readonly status: number; readonly body: T; readonly headers: Headers };

export type Client = {
  /** Paths are below `/api/v1` unless they begin with `!`. `body` text is sent as it is. */
  send<T = Problem>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<T>>;
  /** What a browser would send back. */
  cookie: string | null;
  token: string | null;
};

export type TestApp = {
  /** A browser of its own, on an address of its own. */
  client(): Client;
  readonly clock: { nowMs: number };
  readonly deps: Deps;
};

let addresses = 0;
const nextAddress = (): string => `10.${(addresses >> 8) & 255}.${addresses++ & 255}.7`;

export const openTestApp = (change: Partial<Deps> = {}): TestApp => {
  const clock = { nowMs: Date.now() };
  const deps: Deps = { ...openDeps(env), now: () => clock.nowMs, ...change };
  const app = createApp(() => deps);
  const client = (): Client => {
    const address = nextAddress();
    const self: Client = {
      cookie: null,
      token: null,
      send: async <T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
        const request = new Request(`${ORIGIN}${path.startsWith("!") ? path.slice(1) : `/api/v1${path}`}`, {
          method,
          headers: {
            "cf-connecting-ip": address,
            ...(body === undefined ? {} : { "content-type": "application/json" }),
            ...(self.token === null ? {} : { authorization: `Bearer ${self.token}` }),
            ...(self.cookie === null ? {} : { cookie: self.cookie }),
            ...headers,
          },
          ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
        });
        const context = createExecutionContext();
        const response = await app.fetch(request, env, context);
        const set = response.headers.get("set-cookie");
        if (set !== null) self.cookie = /max-age=0/i.test(set) ? null : (set.split(";")[0] ?? null);
        const text = response.status === 101 ? "" : await response.text();
        await waitOnExecutionContext(context);
        const isJson = (response.headers.get("content-type") ?? "").includes("json");
        return { status: response.status, body: (isJson ? JSON.parse(text) : text) as T, headers: response.headers };
      },
    };
    return self;
  };
  return { client, clock, deps };
};

export const PASSWORD = "a lamp at the window";

/** A registered person, signed in. */
export const registerPerson = async (client: Client, name = "Ada"): Promise<SignedIn & { email: string }> => {
  const email = `${crypto.randomUUID()}@example.org`;
  const { status, body } = await client.send<SignedIn>("POST", "/auth/register", { name, email, password: PASSWORD });
  if (status !== 201) throw new Error(`registering answered ${status}`);
  client.token = body.accessToken;
  return { ...body, email };
};

export const enterAsGuest = async (client: Client, name = "Guest"): Promise<SignedIn> => {
  const { status, body } = await client.send<SignedIn>("POST", "/auth/guest", { name });
  if (status !== 201) throw new Error(`coming in as a guest answered ${status}`);
  client.token = body.accessToken;
  return body;
};

/** What our own page's requests carry. */
export const OWN_PAGE = { origin: ORIGIN, "sec-fetch-site": "same-origin" };

// The composition root and the only reader of `env` in the Worker: handlers take what is built here.
import type { EventBatch, MediaJob } from "#core/protocol/jobs.ts";
import { openAttachmentProofs, type AttachmentProofs } from "#objects/shell/attachment-proof.ts";
import { typeid } from "typeid-js";
import { openLimiter, type Limiter } from "./auth/limiter.ts";
import { openPasswords, type Passwords } from "./auth/passwords.ts";
import { openTickets, type Tickets } from "./auth/tickets.ts";
import { openTokens, type Tokens } from "./auth/tokens.ts";
import { openD1, openLibsql, type Db } from "./db/open.ts";
import { openEvents, type Events } from "./events.ts";
import { type Ice, openIce } from "./ice.ts";
import { openMediaLinks, type MediaLinks } from "./media/links.ts";
import { RecentIds } from "./recent-ids.ts";

/** About a megabyte. */
const KNOWN_ACTORS = 10_000;
/** About two megabytes. */
const ENTERED_PLACES = 10_000;

type IdPrefix = "usr" | "ses" | "room" | "cnv" | "deck" | "media";

export type Deps = {
  readonly environment: string;
  /** Where people find the product; links are made of it, tokens are issued by it. */
  readonly appOrigin: string;
  /** Origins whose pages may call the API. */
  readonly origins: ReadonlySet<string>;
  readonly db: Db;
  readonly now: () => number;
  readonly newId: <P extends IdPrefix>(prefix: P) => `${P}_${string}`;
  readonly tokens: Tokens;
  readonly tickets: Tickets;
  readonly passwords: Passwords;
  readonly limiter: Limiter;
  readonly events: Events;
  readonly rooms: Env["ROOMS"];
  readonly relays: Env["RELAYS"];
  readonly streaks: Env["STREAKS"];
  readonly conversations: Env["CONVERSATIONS"];
  readonly inboxes: Env["INBOXES"];
  /** Ids that this isolate has met in the directory. */
  readonly knownActors: RecentIds;
  /** Sessions with the places where this isolate has seen them entered. */
  readonly enteredPlaces: RecentIds;
  readonly authLimiter: Env["AUTH_LIMITER"];
  readonly media: R2Bucket;
  readonly mediaQueue: Queue<MediaJob>;
  readonly images: ImagesBinding;
  readonly mediaLinks: MediaLinks;
  readonly attachmentProofs: AttachmentProofs;
  /** Another origin that serves files; null: this one does. */
  readonly mediaOrigin: string | null;
  readonly ice: Ice;
  readonly queue: Queue<EventBatch>;
  readonly assets: Fetcher;
  readonly metricsToken: string;
};

/** Set only where they are used, so absent from the generated types. */
type OptionalEnv = {
  readonly LIBSQL_AUTH_TOKEN?: string;
  readonly AUTH_LIMIT_FACTOR?: string;
  readonly TURN_SECRET?: string;
};

const words = (list: string): string[] => list.split(/[\s,]+/).filter((word) => word !== "");

const openDatabase = (env: Env & OptionalEnv): Db => {
  switch (env.DATABASE) {
    case "d1":
      return openD1(env.DB);
    case "libsql":
      return openLibsql(env.LIBSQL_URL, env.LIBSQL_AUTH_TOKEN);
    default:
      throw new Error(`DATABASE is "${env.DATABASE}", but only d1 and libsql are known`);
  }
};

type Keyed = Omit<Deps, "db">;

const build = (env: Env & OptionalEnv): Keyed => ({
  environment: env.ENVIRONMENT,
  appOrigin: env.APP_ORIGIN,
  origins: new Set([env.APP_ORIGIN, ...words(env.ALLOWED_ORIGINS)]),
  now: () => Date.now(),
  newId: (prefix) => typeid(prefix).toString() as `${typeof prefix}_${string}`,
  tokens: openTokens(env.AUTH_KEYS, env.APP_ORIGIN),
  tickets: openTickets(env.HMAC_SECRET),
  passwords: openPasswords(env.PASSWORD_PEPPERS),
  limiter: openLimiter(env.AUTH_LIMITER, env.HMAC_SECRET, Number(env.AUTH_LIMIT_FACTOR ?? 1)),
  events: openEvents(env.EVENTS),
  rooms: env.ROOMS,
  relays: env.RELAYS,
  streaks: env.STREAKS,
  conversations: env.CONVERSATIONS,
  inboxes: env.INBOXES,
  knownActors: new RecentIds(KNOWN_ACTORS),
  enteredPlaces: new RecentIds(ENTERED_PLACES),
  authLimiter: env.AUTH_LIMITER,
  media: env.MEDIA,
  mediaQueue: env.MEDIA_JOBS,
  images: env.IMAGES,
  mediaLinks: openMediaLinks(env.HMAC_SECRET),
  attachmentProofs: openAttachmentProofs(env.HMAC_SECRET),
  mediaOrigin: env.MEDIA_ORIGIN === "" ? null : env.MEDIA_ORIGIN,
  ice: openIce({
    stunUrls: words(env.STUN_URLS),
    turnUrls: words(env.TURN_URLS),
    turnSecret: env.TURN_SECRET ?? null,
    relayOnly: env.VOICE_RELAY_ONLY === "true",
  }),
  queue: env.EVENTS,
  assets: env.ASSETS,
  metricsToken: env.METRICS_TOKEN,
});

const built = new WeakMap<object, Keyed>();

/**
 * Built once per isolate, so that keys are imported once and the two-at-a-time limit on password hashing holds; only the
 * database is opened per request, since a client of one request may not do I/O for another.
 */
export const openDeps = (env: Env): Deps => {
  const keyed = built.get(env) ?? build(env);
  built.set(env, keyed);
  return { ...keyed, db: openDatabase(env) };
};

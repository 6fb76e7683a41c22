// For the query suite: every test runs on D1 and on a real libSQL server, with people and sessions at hand.
import { env } from "cloudflare:workers";
import type { D1Migration } from "cloudflare:test";
import { createClient } from "@libsql/client/web";
import { typeid } from "typeid-js";
import { describe, inject, it } from "vitest";
import type { SessionId, UserId } from "#core/protocol/ids.ts";
import { DEFAULT_PREFERENCES } from "#core/protocol/users.ts";
import { openD1, openLibsql, type Db } from "../open.ts";
import type { SessionRow } from "../schema/sessions.ts";
import type { UserRow } from "../schema/users.ts";
import { insertSession } from "./sessions.ts";
import { insertUser } from "./users.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** null where this platform has no libSQL server. */
    libsqlUrl: string | null;
  }
}

const { TEST_MIGRATIONS } = env as typeof env & { readonly TEST_MIGRATIONS: D1Migration[] };

const isMigrated = "SELECT 1 FROM sqlite_master WHERE name = 'dead_letters'";

/** Files of the suite share one server and may come first at the same moment: the loser of the race finds the work done. */
export const openMigratedLibsql = async (url: string): Promise<Db> => {
  const client = createClient({ url });
  const statements = TEST_MIGRATIONS.flatMap((migration) => migration.queries);
  if ((await client.execute(isMigrated)).rows.length === 0) {
    await client.batch(statements, "write").catch(async (error: unknown) => {
      if ((await client.execute(isMigrated)).rows.length === 0) throw error;
    });
  }
  return openLibsql(url, undefined);
};

const libsqlUrl = inject("libsqlUrl");

const databases: readonly [string, (() => Promise<Db>) | null][] = [
  ["D1", async () => openD1(env.DB)],
  ["libSQL", libsqlUrl === null ? null : () => openMigratedLibsql(libsqlUrl)],
];

type Rule = (title: string, check: (db: Db) => Promise<void>) => void;

/** Declares the same rules for both. */
export const onBothDatabases = (noun: string, declareRules: (rule: Rule) => void): void => {
  describe.each(databases)(`${noun} on %s`, (_name, open) => {
    declareRules((title, check) => {
      it.skipIf(open === null)(title, async () => {
        if (open !== null) await check(await open());
      });
    });
  });
};

export const NOW = 1_800_000_000_000;
export const DAY_MS = 86_400_000;

export const newUserId = (): UserId => typeid("usr").toString() as UserId;

export const newUser = (change: Partial<UserRow> = {}): UserRow => {
  const id = newUserId();
  return {
    id,
    role: "user",
    name: "Ada",
    email: `${id}@example.org`,
    passwordHash: "hash",
    timeZone: "Europe/Berlin",
    preferences: DEFAULT_PREFERENCES,
    version: 1,
    createdAt: NOW,
    claimedBy: null,
    ...change,
  };
};

export const requireValue = <T>(value: T | null | undefined): T => {
  if (value === null || value === undefined) throw new Error("expected a value");
  return value;
};

export const newToken = (issuedAt: number) => ({
  hash: crypto.randomUUID(),
  issuedAt,
  expiresAt: issuedAt + 30 * DAY_MS,
});

/** A person with a session and its first refresh token. */
export const signIn = async (db: Db, change: Partial<UserRow> = {}) => {
  const user = requireValue(await insertUser(db, newUser(change)));
  const session: SessionRow = {
    id: typeid("ses").toString() as SessionId,
    userId: user.id,
    device: "Firefox on Linux",
    amr: "pwd",
    authAt: NOW,
    createdAt: NOW,
    lastUsedAt: NOW,
    expiresAt: NOW + 100 * DAY_MS,
    revokedAt: null,
  };
  const first = newToken(NOW);
  await insertSession(db, session, first);
  return { user, session, first };
};

// People of the product for a benchmark: written straight into its database, since a password costs more than a room.
import { readdirSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { typeid } from "typeid-js";
import type { Identity } from "#core/protocol/identity.ts";
import type { SessionId, UserId } from "#core/protocol/ids.ts";

const DAY_MS = 86_400_000;

const findDatabase = (persistTo: string): DatabaseSync => {
  const folder = path.join(persistTo, "v3/d1/miniflare-D1DatabaseObject");
  for (const name of readdirSync(folder).filter((file) => /^[0-9a-f]{64}\.sqlite$/.test(file))) {
    const db = new DatabaseSync(path.join(folder, name));
    if (db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'users'").get() !== undefined) return db;
    db.close();
  }
  throw new Error("no migrated database");
};

/** Members with an account and one signed-in device each. Nothing may have the storage open. */
export const writePeople = (persistTo: string, count: number): Identity[] => {
  const now = Date.now();
  const db = findDatabase(persistTo);
  const user = db.prepare(
    "INSERT INTO users (id, role, name, email, time_zone, preferences, version, created_at) VALUES (?, 'user', ?, ?, 'Europe/Berlin', '{}', 1, ?)",
  );
  const session = db.prepare(
    "INSERT INTO sessions (id, user_id, device, amr, auth_at, created_at, last_used_at, expires_at) VALUES (?, ?, 'bench', 'pwd', ?, ?, ?, ?)",
  );
  db.exec("BEGIN");
  const people = Array.from({ length: count }, (_, index): Identity => {
    const person: Identity = {
      user: typeid("usr").toString() as UserId,
      name: `Person ${index}`,
      session: typeid("ses").toString() as SessionId,
      role: "user",
      tokenExpiresAt: now + DAY_MS,
    };
    user.run(person.user, person.name, `person-${index}@example.org`, now);
    session.run(person.session, person.user, now, now, now, now + DAY_MS);
    return person;
  });
  db.exec("COMMIT");
  // Everything into the main file: the runtime opens it with its own settings.
  db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  db.close();
  return people;
};

// The only place that knows which database there is: D1 by default, libSQL by configuration; later also which shard.
import { createClient } from "@libsql/client/web";
import { drizzle as drizzleD1, type DrizzleD1Database } from "drizzle-orm/d1";
import { drizzle as drizzleLibsql } from "drizzle-orm/libsql/web";

/**
 * Query builder and `batch` (atomic). `transaction` is hidden because D1 has none; results of writes are read by
 * `returning`, never from the driver's own summary, which differs between the two.
 */
export type Db = Pick<DrizzleD1Database, "select" | "insert" | "update" | "delete" | "run" | "batch">;

export const openD1 = (binding: D1Database): Db => drizzleD1(binding);

/** `url` is http(s) of a libSQL server; its driver shares drizzle's SQLite builder, so only the result summary differs. */
export const openLibsql = (url: string, authToken: string | undefined): Db =>
  drizzleLibsql(createClient({ url, ...(authToken ? { authToken } : {}) })) as unknown as Db;

// Telling a database that cannot be reached just now from a statement that is wrong: the first is worth trying again.
import { DrizzleQueryError } from "drizzle-orm/errors";

function* chainOf(error: unknown): Generator<Error> {
  for (let one = error; one instanceof Error; one = one.cause) yield one;
}

/** D1 says `D1_ERROR: …`; where a statement was at fault, both databases name SQLite, libSQL as its code. */
const isStatement = (error: Error): boolean =>
  /SQLITE|SQLite|SQL_/.test(`${error.message} ${"code" in error ? String(error.code) : ""}`);

/** A database that cannot be reached just now, and not a statement that is wrong. */
export const isOutage = (error: unknown): boolean => {
  const chain = [...chainOf(error)];
  const isOfDatabase = chain.some((one) => one instanceof DrizzleQueryError || one.message.startsWith("D1_ERROR"));
  return isOfDatabase && !chain.some((one) => !(one instanceof DrizzleQueryError) && isStatement(one));
};

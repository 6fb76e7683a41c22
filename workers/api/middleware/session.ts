// Who is asking: the bearer token says which session, the database says whether it still stands and who that is now.
import type { Context } from "hono";
import { err, ok, type Result } from "#core/domain/result.ts";
import { getSessionUser } from "#db/queries/sessions.ts";
import type { Identity } from "#core/protocol/identity.ts";
import type { ApiEnv } from "../router.ts";

const BEARER = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i;

export type Unidentified = "unauthenticated" | "token_expired" | "session_revoked";

export const identify = async <E extends ApiEnv>(c: Context<E>): Promise<Result<Identity, Unidentified>> => {
  const token = BEARER.exec(c.req.header("authorization") ?? "")?.[1];
  return token === undefined ? err("unauthenticated") : identifyToken(c.var.deps, token);
};

export const identifyToken = async (
  deps: Context<ApiEnv>["var"]["deps"],
  token: string,
): Promise<Result<Identity, Unidentified>> => {
  const now = deps.now();
  const claims = await deps.tokens.verify(token, now);
  if (!claims.ok) return claims;
  const known = await getSessionUser(deps.db, claims.value.session, now);
  if (known === null || known.user.id !== claims.value.user) return err("session_revoked");
  const { id, name, role } = known.user;
  return ok({ user: id, name, role, session: known.session.id, tokenExpiresAt: claims.value.expiresAt });
};

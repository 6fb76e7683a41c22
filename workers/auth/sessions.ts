// Sessions from sign-in to the end: starting one, exchanging its refresh token, and ending it everywhere at once.
import { judgeSpentToken, REFRESH_LIFETIME_MS, SESSION_LIFETIME_MS } from "#core/domain/auth.ts";
import { err, ok, type Result } from "#core/domain/result.ts";
import type { SignedIn } from "#core/protocol/auth.ts";
import type { SessionId, UserId } from "#core/protocol/ids.ts";
import { DEFAULT_PREFERENCES, type User } from "#core/protocol/users.ts";
import { getRefreshToken, replaceLostToken, spendRefreshToken } from "#db/queries/refresh-tokens.ts";
import { getSessionUser, insertSession, renewSession, revokeSession, type NewToken } from "#db/queries/sessions.ts";
import type { SessionRow } from "#db/schema/sessions.ts";
import type { UserRow } from "#db/schema/users.ts";
import type { Deps } from "../deps.ts";
import { notify } from "../inboxes.ts";
import { log } from "../log.ts";
import { closeSockets } from "./live-places.ts";
import { randomToken, sha256 } from "./secrets.ts";

/** What signing in yields: the body, and the refresh token for its cookie. */
export type Started = { readonly signedIn: SignedIn; readonly refreshToken: string };

export const toUser = ({ id, name, role, email, timeZone, preferences, version, createdAt }: UserRow): User => ({
  id,
  name,
  role,
  email,
  timeZone,
  // What was stored before a preference existed has its default.
  preferences: { ...DEFAULT_PREFERENCES, ...preferences },
  version,
  createdAt,
});

const makeToken = async (now: number): Promise<{ token: string; row: NewToken }> => {
  const token = randomToken();
  return { token, row: { hash: await sha256(token), issuedAt: now, expiresAt: now + REFRESH_LIFETIME_MS } };
};

const answer = async (
  deps: Deps,
  user: UserRow,
  session: Pick<SessionRow, "id" | "amr" | "authAt">,
  refreshToken: string,
  now: number,
): Promise<Started> => {
  const subject = { user: user.id, session: session.id, role: user.role, amr: session.amr, authAt: session.authAt };
  return { signedIn: { ...(await deps.tokens.issue(subject, now)), user: toUser(user) }, refreshToken };
};

export const startSession = async (
  deps: Deps,
  user: UserRow,
  amr: SessionRow["amr"],
  device: string,
): Promise<Started> => {
  const now = deps.now();
  const session: SessionRow = {
    id: deps.newId("ses"),
    userId: user.id,
    device,
    amr,
    authAt: now,
    createdAt: now,
    lastUsedAt: now,
    expiresAt: now + SESSION_LIFETIME_MS,
    revokedAt: null,
  };
  const { token, row } = await makeToken(now);
  await insertSession(deps.db, session, row);
  return answer(deps, user, session, token, now);
};

/** The same device, now as somebody with a password: every earlier token of it is void, its sockets stay. */
export const restartSession = async (deps: Deps, user: UserRow, session: SessionId): Promise<Started> => {
  const now = deps.now();
  const { token, row } = await makeToken(now);
  await renewSession(deps.db, session, { amr: "pwd", authAt: now, expiresAt: now + SESSION_LIFETIME_MS }, row);
  return answer(deps, user, { id: session, amr: "pwd", authAt: now }, token, now);
};

/** false: no such session of this user, or already over. */
export const endSession = async (deps: Deps, user: UserId, session: SessionId): Promise<boolean> => {
  const ended = await revokeSession(deps.db, user, session, deps.now());
  if (ended) await closeSockets(deps, session);
  return ended;
};

/**
 * Exchanges a refresh token. `refresh_raced`: use the cookie the winner was given. `session_revoked`: two holders were
 * found and the whole family is gone.
 */
export const refreshSession = async (
  deps: Deps,
  token: string,
): Promise<Result<Started, "unauthenticated" | "refresh_raced" | "session_revoked">> => {
  const now = deps.now();
  const hash = await sha256(token);
  const next = await makeToken(now);
  const session = await spendRefreshToken(deps.db, hash, next.row);
  if (session !== null) return finish(deps, session, next.token, now);

  const known = await getRefreshToken(deps.db, hash);
  if (known === null) return err("unauthenticated");
  const holder = await getSessionUser(deps.db, known.token.sessionId, now);
  if (holder === null) return err("session_revoked");
  switch (judgeSpentToken(known.token, known.successor, now)) {
    case "expired":
      return err("unauthenticated");
    case "raced":
      return err("refresh_raced");
    case "answer_lost": {
      const replaced = await replaceLostToken(deps.db, hash, known.token.successorHash ?? "", next.row);
      return replaced ? finish(deps, known.token.sessionId, next.token, now) : err("refresh_raced");
    }
    case "reused":
      log("warn", "refresh token reused", { session: known.token.sessionId, user: holder.user.id });
      await endSession(deps, holder.user.id, known.token.sessionId);
      await notify(deps, {
        id: `session_reuse:${known.token.sessionId}`,
        userId: holder.user.id,
        kind: "session_reuse",
        data: { device: holder.session.device },
        at: now,
      });
      return err("session_revoked");
  }
};

const finish = async (
  deps: Deps,
  session: SessionId,
  token: string,
  now: number,
): Promise<Result<Started, "session_revoked">> => {
  const holder = await getSessionUser(deps.db, session, now);
  return holder === null ? err("session_revoked") : ok(await answer(deps, holder.user, holder.session, token, now));
};

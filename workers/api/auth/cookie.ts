// The refresh token's cookie: unreadable to scripts, sent only to us by our own pages.
import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { CookieOptions } from "hono/utils/cookie";
import { REFRESH_LIFETIME_MS } from "#core/domain/auth.ts";
import type { ApiEnv } from "../router.ts";

const NAME = "lockstep_refresh";

const isHttps = <E extends ApiEnv>(c: Context<E>): boolean => new URL(c.req.url).protocol === "https:";

const options = <E extends ApiEnv>(c: Context<E>): CookieOptions => ({
  path: "/",
  httpOnly: true,
  sameSite: "Strict",
  // A browser drops Secure and `__Host-` cookies of http://localhost, so only https has them.
  ...(isHttps(c) ? { secure: true, prefix: "host" as const } : {}),
});

export const readRefreshCookie = <E extends ApiEnv>(c: Context<E>): string | undefined =>
  isHttps(c) ? getCookie(c, NAME, "host") : getCookie(c, NAME);

export const writeRefreshCookie = <E extends ApiEnv>(c: Context<E>, token: string): void =>
  setCookie(c, NAME, token, { ...options(c), maxAge: REFRESH_LIFETIME_MS / 1000 });

export const clearRefreshCookie = <E extends ApiEnv>(c: Context<E>): void => {
  deleteCookie(c, NAME, options(c));
};

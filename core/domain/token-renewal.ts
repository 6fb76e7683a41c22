// How often a page that stays open hands in a fresh access token.
import { ACCESS_TOKEN_LIFETIME_MS } from "#core/protocol/limits.ts";

/** A token is exchanged so long before it ends. */
export const REFRESH_AHEAD_MS = 45_000;
export const RENEW_EVERY_MS = ACCESS_TOKEN_LIFETIME_MS - REFRESH_AHEAD_MS;

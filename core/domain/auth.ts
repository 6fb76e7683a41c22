// Rules of signing in: password policy, what a refresh token presented twice means, whose requests count together.
import { utf8Bytes } from "../protocol/utf8.ts";
import { err, ok, type Result } from "./result.ts";

export const PASSWORD_MIN_CHARACTERS = 10;
export const PASSWORD_MAX_BYTES = 256;

/** Two tabs that refresh at once are one holder; this long the loser is told to use the winner's cookie. */
export const REFRESH_RACE_MS = 10_000;
/** A device not used for this long signs in again. */
export const REFRESH_LIFETIME_MS = 30 * 24 * 60 * 60_000;
/** And any device after this, however busy. */
export const SESSION_LIFETIME_MS = 180 * 24 * 60 * 60_000;
/** How long a used token is remembered, so that its reuse is recognised. */
export const USED_TOKEN_MEMORY_MS = 7 * 24 * 60 * 60_000;

export type PasswordFault = "too_short" | "too_long" | "too_common" | "too_like_you";

/** The same password typed on two keyboards is the same string. */
export const normalisePassword = (password: string): string => password.normalize("NFKC");

export const normaliseEmail = (email: string): string => email.normalize("NFKC").trim().toLowerCase();

/** `isCommon` is asked about the lower-case form. Returns the normalised password, which alone is ever hashed. */
export const checkPassword = (
  password: string,
  owner: { readonly email: string; readonly name: string },
  isCommon: (lowerCase: string) => boolean,
): Result<string, PasswordFault> => {
  const normal = normalisePassword(password);
  if (utf8Bytes(normal) > PASSWORD_MAX_BYTES) return err("too_long");
  if ([...normal].length < PASSWORD_MIN_CHARACTERS) return err("too_short");
  const lower = normal.toLowerCase();
  if (isCommon(lower) || new Set(lower).size < 4) return err("too_common");
  const own = [normaliseEmail(owner.email), owner.name.toLowerCase().replaceAll(/\s/g, "")];
  const bare = lower.replaceAll(/\s/g, "");
  if (own.some((word) => word === bare || (word.length >= 6 && bare.replaceAll(/[\d\W_]/g, "") === word))) {
    return err("too_like_you");
  }
  return ok(normal);
};

export type UsedToken = {
  readonly usedAt: number | null;
  readonly expiresAt: number;
  readonly deadAt: number | null;
};

/**
 * What a refresh token means that could not be spent.
 * - `raced`: somebody spent it moments ago, and that somebody is a neighbouring tab.
 * - `answer_lost`: spent a while ago, but what it was exchanged for was never used: the answer never arrived.
 * - `reused`: two holders; the whole family must go.
 * - `expired`: nothing to conclude.
 */
export const judgeSpentToken = (
  token: UsedToken,
  successor: UsedToken | null,
  now: number,
): "raced" | "answer_lost" | "reused" | "expired" => {
  if (token.deadAt !== null) return "reused";
  if (token.usedAt === null) return "expired";
  if (now - token.usedAt < REFRESH_RACE_MS) return "raced";
  if (token.expiresAt <= now) return "expired";
  return successor !== null && successor.usedAt === null && successor.deadAt === null ? "answer_lost" : "reused";
};

const hextets = (part: string): number[] =>
  part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16));

const ipv6Groups = (address: string): number[] | null => {
  const [head = "", tail, ...more] = address.split("::");
  if (more.length > 0) return null;
  const left = hextets(head);
  const right = tail === undefined ? [] : hextets(tail);
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  const groups = [...left, ...Array.from({ length: missing }, () => 0), ...right];
  return groups.every((group) => group >= 0 && group <= 0xffff) ? groups : null;
};

/**
 * Whose requests count together: an IPv4 address, or the /64 of an IPv6 one, since one customer holds 2^64 of those.
 * An IPv4 address in IPv6 clothes is the IPv4 address.
 */
export const normaliseAddress = (address: string): string => {
  const bare = address.trim().toLowerCase().split("%")[0] ?? "";
  if (!bare.includes(":")) return bare;
  const mapped = /^(?:0{0,4}:)*:?(?:0{1,4}:)*ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(bare)?.[1];
  if (mapped) return mapped;
  const groups = ipv6Groups(bare);
  if (groups === null) return bare;
  const [a, b, c, d, e, f, g = 0, h = 0] = groups;
  if ([a, b, c, d, e].every((group) => group === 0) && f === 0xffff) {
    return [g >> 8, g & 255, h >> 8, h & 255].join(".");
  }
  return `${[a, b, c, d].map((group) => (group ?? 0).toString(16)).join(":")}::/64`;
};

/** "Firefox on Linux": enough to recognise one's own device in a list, too little to track anyone. */
export const describeDevice = (userAgent: string): string => {
  const match = (table: readonly (readonly [RegExp, string])[]): string | undefined =>
    table.find(([pattern]) => pattern.test(userAgent))?.[1];
  const browser = match([
    [/Edg(e|A|iOS)?\//, "Edge"],
    [/OPR\/|Opera/, "Opera"],
    [/Firefox\/|FxiOS\//, "Firefox"],
    [/Chrome\/|CriOS\//, "Chrome"],
    [/Safari\//, "Safari"],
  ]);
  const system = match([
    [/iPhone/, "iPhone"],
    [/iPad/, "iPad"],
    [/Android/, "Android"],
    [/Windows/, "Windows"],
    [/Mac OS X|Macintosh/, "Mac"],
    [/CrOS/, "ChromeOS"],
    [/Linux/, "Linux"],
  ]);
  if (browser && system) return `${browser} on ${system}`;
  return browser ?? system ?? "Unknown device";
};

/** One limit: `burst` at once, then one more every `everyMs`. */
export type Limit = { readonly burst: number; readonly everyMs: number };

/**
 * Per account: a guesser gets 20 tries and then one a minute, while the owner's right password gives the try back.
 * Per address: a school behind one address can still sign in at the start of a lesson.
 */
export const AUTH_LIMITS = {
  login_account: { burst: 20, everyMs: 60_000 },
  login_address: { burst: 60, everyMs: 5_000 },
  register_address: { burst: 40, everyMs: 30_000 },
  guest_address: { burst: 120, everyMs: 5_000 },
} as const satisfies Record<string, Limit>;
export type AuthLimitName = keyof typeof AUTH_LIMITS;

/**
 * Takes one from a limit (generic cell rate algorithm): exact, and a single number of state.
 * `fullAt` is the instant at which the limit will be whole again; 0 for one never used.
 */
export const takeFrom = (
  limit: Limit,
  fullAt: number,
  now: number,
): { readonly allowed: true; readonly fullAt: number } | { readonly allowed: false; readonly retryAfterMs: number } => {
  const next = Math.max(fullAt, now) + limit.everyMs;
  const over = next - now - limit.burst * limit.everyMs;
  return over > 0 ? { allowed: false, retryAfterMs: over } : { allowed: true, fullAt: next };
};

/** Gives one back, after an attempt that turned out to be no attempt. */
export const giveBackTo = (limit: Limit, fullAt: number, now: number): number => Math.max(now, fullAt - limit.everyMs);

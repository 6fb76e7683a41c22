// Stores passwords: scrypt over a peppered digest, with every parameter in the hash so that it can be raised later.
import { createHmac, randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { err, ok, type Result } from "#core/domain/result.ts";
import { z } from "zod";

/** 2^15 · 8 · 3 needs 32 MiB and some; the default ceiling of 32 MiB refuses it. An isolate has 128 MiB. */
const COST = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 1024 * 1024 } as const;
const KEY_BYTES = 32;
const SALT_BYTES = 16;
const MAX_AT_ONCE = 2;

export type Derive = (
  input: Buffer,
  salt: Buffer,
  cost: { N: number; r: number; p: number; maxmem: number },
) => Promise<Buffer>;

const deriveWithScrypt: Derive = (input, salt, cost) =>
  new Promise((resolve, reject) => {
    scrypt(input, salt, KEY_BYTES, cost, (error, key) => (error ? reject(error) : resolve(key)));
  });

/** By version; the highest one is used for new hashes, the others only to check old ones. */
const Peppers = z.record(z.string().regex(/^[1-9]\d*$/), z.base64url().min(32));

export type Passwords = {
  /** `normal` is what `checkPassword` returned. `busy`: two are being computed already in this isolate. */
  hash(normal: string): Promise<Result<string, "busy">>;
  /** `stored` null takes as long and says no. `rehash`: right, but stored with older parameters or an older pepper. */
  verify(normal: string, stored: string | null): Promise<Result<{ right: boolean; rehash: boolean }, "busy">>;
};

const STORED = /^scrypt\$N=(\d+),r=(\d+),p=(\d+)\$pepper=(\d+)\$([\w-]+)\$([\w-]+)$/;

export const openPasswords = (peppersJson: string, derive: Derive = deriveWithScrypt): Passwords => {
  const peppers = Peppers.parse(JSON.parse(peppersJson));
  const current = String(Math.max(...Object.keys(peppers).map(Number)));
  let running = 0;

  const compute = async (
    normal: string,
    salt: Buffer,
    pepper: string,
    cost: Parameters<Derive>[2],
  ): Promise<Result<Buffer, "busy">> => {
    if (running >= MAX_AT_ONCE) return err("busy");
    running++;
    try {
      const peppered = createHmac("sha256", Buffer.from(pepper, "base64url")).update(normal, "utf8").digest();
      return ok(await derive(peppered, salt, cost));
    } finally {
      running--;
    }
  };

  return {
    hash: async (normal) => {
      const salt = randomBytes(SALT_BYTES);
      const key = await compute(normal, salt, peppers[current] ?? "", COST);
      if (!key.ok) return key;
      const parameters = `N=${COST.N},r=${COST.r},p=${COST.p}`;
      return ok(
        `scrypt$${parameters}$pepper=${current}$${salt.toString("base64url")}$${key.value.toString("base64url")}`,
      );
    },
    verify: async (normal, stored) => {
      const [, N, r, p, version, salt, hash] = (stored === null ? null : STORED.exec(stored)) ?? [];
      const pepper = version === undefined ? undefined : peppers[version];
      if (!N || !r || !p || !salt || !hash || !pepper) {
        const key = await compute(normal, Buffer.alloc(SALT_BYTES), peppers[current] ?? "", COST);
        return key.ok ? ok({ right: false, rehash: false }) : key;
      }
      const cost = { N: Number(N), r: Number(r), p: Number(p), maxmem: COST.maxmem };
      const key = await compute(normal, Buffer.from(salt, "base64url"), pepper, cost);
      if (!key.ok) return key;
      const expected = Buffer.from(hash, "base64url");
      const right = expected.length === key.value.length && timingSafeEqual(expected, key.value);
      const old = cost.N !== COST.N || cost.r !== COST.r || cost.p !== COST.p || version !== current;
      return ok({ right, rehash: right && old });
    },
  };
};

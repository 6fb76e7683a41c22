// Signed addresses of files: for one method, file, variant, size, type, digest and person, until a certain moment.
import { err, ok, type Result } from "#core/domain/result.ts";
import { MediaId, UserId } from "#core/protocol/ids.ts";
import { MediaVariant, Sha256 } from "#core/protocol/media.ts";
import { MEDIA_URL_STEP_MS } from "#core/protocol/media-limits.ts";
import { z } from "zod";
import { openMac } from "../auth/secrets.ts";

const Link = z.object({
  id: MediaId,
  variant: MediaVariant,
  user: UserId,
  bytes: z.coerce.number().int().min(0),
  type: z.string().max(60),
  digest: Sha256,
  expiresAt: z.coerce.number().int(),
});
export type Link = z.infer<typeof Link>;

export type MediaLinks = {
  /** Path and query; the same for everyone who asks within a quarter of an hour, so that caches hit. */
  sign(link: Omit<Link, "expiresAt">, now: number): Promise<{ path: string; expiresAt: number }>;
  /** `method` is the one of the request; HEAD asks for part of what GET was allowed. */
  verify(
    method: string,
    id: string,
    variant: string,
    query: Readonly<Record<string, string>>,
    now: number,
  ): Promise<Result<Link, "link_invalid" | "link_expired">>;
};

const signedText = (method: string, { id, variant, user, bytes, type, digest, expiresAt }: Link): string =>
  [method, id, variant, user, bytes, type, digest, expiresAt].join("\n");

export const openMediaLinks = (secret: string): MediaLinks => {
  const mac = openMac(secret, "media-link.v1");
  return {
    sign: async (wanted, now) => {
      const link = { ...wanted, expiresAt: (Math.floor(now / MEDIA_URL_STEP_MS) + 2) * MEDIA_URL_STEP_MS };
      const query = new URLSearchParams({
        user: link.user,
        bytes: String(link.bytes),
        type: link.type,
        digest: link.digest,
        expiresAt: String(link.expiresAt),
        signature: await mac.sign(signedText("GET", link)),
      });
      return { path: `/files/${link.id}/${link.variant}?${query}`, expiresAt: link.expiresAt };
    },
    verify: async (method, id, variant, query, now) => {
      const link = Link.safeParse({ ...query, id, variant });
      if (!link.success) return err("link_invalid");
      const signed = signedText(method === "HEAD" ? "GET" : method, link.data);
      if (!(await mac.verify(signed, query["signature"] ?? ""))) return err("link_invalid");
      return link.data.expiresAt > now ? ok(link.data) : err("link_expired");
    },
  };
};

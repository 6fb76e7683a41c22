// What every HTTP answer shares: problems, lists, and the two small reads that have no noun.
import { z } from "zod";
import { ERRORS, type ErrorCode } from "./errors.ts";
import { LIST_LIMIT_DEFAULT, LIST_LIMIT_MAX } from "./limits.ts";

/** RFC 9457, with a stable `code` that programs switch on and a `traceId` that a person can quote. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]),
    detail: z.string().optional(),
    /** What was wrong, by place in the body, query or path. */
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    /** `stale_version` only: the version that is there now. */
    version: z.int().optional(),
    traceId: z.string(),
  })
  .meta({ id: "Problem" });
export type Problem = z.infer<typeof Problem>;

/** `cursor` is what an earlier page called `nextCursor`; its inside is nobody's business. */
export const ListQuery = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(LIST_LIMIT_MAX).default(LIST_LIMIT_DEFAULT),
});
export type ListQuery = z.infer<typeof ListQuery>;

export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });
export type Page<T> = { items: T[]; nextCursor: string | null };

/** Printable ASCII, so that it survives every proxy. */
export const IdempotencyKey = z.string().regex(/^[\x21-\x7e]{8,128}$/);

export const Clock = z.object({ now: z.int() }).meta({ id: "Clock" });
export type Clock = z.infer<typeof Clock>;

const Check = z.enum(["ok", "failing"]);
export const Health = z
  .object({
    status: z.enum(["ok", "degraded"]),
    uptimeSeconds: z.number(),
    checks: z.object({ database: Check, objects: Check, media: Check, queues: Check }),
  })
  .meta({ id: "Health" });
export type Health = z.infer<typeof Health>;

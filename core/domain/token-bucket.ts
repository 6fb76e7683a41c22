// A token bucket as a pure step: how many may come at once, and how fast it fills again.

export type Bucket = { readonly tokens: number; readonly at: number };
export type BucketRate = { readonly perSecond: number; readonly burst: number };

/** Takes one token. `retryAfterMs` is null where it was granted. */
export const takeToken = (
  bucket: Bucket,
  rate: BucketRate,
  now: number,
): { readonly bucket: Bucket; readonly retryAfterMs: number | null } => {
  const filled = Math.min(rate.burst, bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * rate.perSecond);
  if (filled >= 1) return { bucket: { tokens: filled - 1, at: now }, retryAfterMs: null };
  return { bucket: { tokens: filled, at: now }, retryAfterMs: Math.ceil(((1 - filled) / rate.perSecond) * 1000) };
};

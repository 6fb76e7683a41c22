// This isolate's counters, as Prometheus text. Totals over all isolates are the rollups' business.

type Labels = Readonly<Record<string, string>>;

const counters = new Map<string, number>();
const startedAt = { ms: 0 };

const BUCKETS_MS = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_500] as const;

const escape = (value: string): string => value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
export const metricLine = (name: string, labels: Labels, value: number): string => {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escape(text)}"`);
  return `${name}{${pairs.join(",")}} ${value}`;
};

export const count = (name: string, labels: Labels = {}, by = 1): void => {
  const key = JSON.stringify([name, labels]);
  counters.set(key, (counters.get(key) ?? 0) + by);
};

export const observeRequest = (route: string, method: string, status: number, tookMs: number): void => {
  count("lockstep_requests_total", { route, method, status: String(status) });
  count("lockstep_request_ms_sum", { route }, tookMs);
  count("lockstep_request_ms_count", { route });
  for (const bucket of BUCKETS_MS)
    if (tookMs <= bucket) count("lockstep_request_ms_bucket", { route, le: String(bucket) });
  count("lockstep_request_ms_bucket", { route, le: "+Inf" });
};

/** Global scope has no clock on this platform: the first request starts it. */
export const uptimeMs = (now: number): number => {
  startedAt.ms ||= now;
  return now - startedAt.ms;
};

export const metricLines = (): string[] =>
  [...counters.entries()].map(([key, value]) => {
    const [name, labels] = JSON.parse(key) as [string, Labels];
    return metricLine(name, { scope: "isolate", ...labels }, value);
  });

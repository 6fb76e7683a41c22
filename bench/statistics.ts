// Medians, spreads and ratios of several runs.

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) return Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
};

/** Nearest rank: the smallest value that at least this part of all is no greater than. */
export const percentile = (values: readonly number[], part: number): number => {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
};

export type Spread = { readonly median: number; readonly low: number; readonly high: number };

export const spreadOf = (values: readonly number[]): Spread => ({
  median: median(values),
  low: Math.min(...values),
  high: Math.max(...values),
});

/** Turn by turn, since two setups of one turn had the same machine; null where no turn has both. */
export const ratioOf = (ours: ReadonlyMap<number, number>, theirs: ReadonlyMap<number, number>): Spread | null => {
  const ratios = [...ours].flatMap(([turn, value]) => {
    const other = theirs.get(turn);
    return other === undefined || other === 0 ? [] : [value / other];
  });
  return ratios.length === 0 ? null : spreadOf(ratios);
};

// The order of slides while it is changed by hand. Pure.
export const moved = <T>(all: readonly T[], from: number, to: number): readonly T[] => {
  const target = Math.min(all.length - 1, Math.max(0, to));
  const item = all[from];
  if (item === undefined || target === from) return all;
  const rest = all.toSpliced(from, 1);
  return rest.toSpliced(target, 0, item);
};

/** Where something dropped at this height belongs, among rows whose middles are these. */
export const placeAt = (middles: readonly number[], y: number): number => {
  const below = middles.findIndex((middle) => y < middle);
  return below === -1 ? middles.length - 1 : below;
};

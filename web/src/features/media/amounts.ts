// Sizes and lengths as people read them. Pure.
const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** 1000 of one are the next, as phones and shops count. */
export const bytesText = (tag: string, bytes: number): string => {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return new Intl.NumberFormat(tag, {
    style: "unit",
    unit: UNITS[unit] ?? "byte",
    unitDisplay: unit === 0 ? "long" : "short",
    maximumFractionDigits: unit < 2 || value >= 100 ? 0 : 1,
  }).format(value);
};

const two = (value: number) => String(value).padStart(2, "0");

/** `m:ss`, or `h:mm:ss`. */
export const lengthText = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes}:${two(seconds % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
};

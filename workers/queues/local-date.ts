// The calendar day of an instant in a zone, as `YYYY-MM-DD`.

const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
  formats.set(timeZone, format);
  return format;
};

/** A zone this runtime does not know counts as UTC: a rollup is late and approximate, the streak alone judges days. */
export const localDate = (at: number, timeZone: string): string => {
  try {
    return formatOf(timeZone).format(at);
  } catch {
    return new Date(at).toISOString().slice(0, 10);
  }
};

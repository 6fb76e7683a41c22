// Dates, times, numbers and lists as the person's language writes them. `on` is YYYY-MM-DD, `at` epoch ms.

export type Formats = ReturnType<typeof createFormats>;

const fromDay = (on: string): Date => new Date(`${on}T12:00:00Z`);

/** Where the browser has no week data the week begins on Monday. */
const firstDayOf = (tag: string): number => {
  const locale = new Intl.Locale(tag) as Intl.Locale & {
    getWeekInfo?: () => { firstDay: number };
    weekInfo?: { firstDay: number };
  };
  return locale.getWeekInfo?.().firstDay ?? locale.weekInfo?.firstDay ?? 1;
};

export const createFormats = (tag: string) => {
  const cache = new Map<string, Intl.DateTimeFormat>();
  const dates = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
    const key = JSON.stringify(options);
    const known = cache.get(key) ?? new Intl.DateTimeFormat(tag, options);
    cache.set(key, known);
    return known;
  };
  const day = (on: string, options: Intl.DateTimeFormatOptions) =>
    dates({ ...options, timeZone: "UTC" }).format(fromDay(on));
  const integers = new Intl.NumberFormat(tag, { maximumFractionDigits: 0 });
  const lists = new Intl.ListFormat(tag, { type: "conjunction" });

  return {
    tag,
    /** 1 Monday to 7 Sunday. */
    firstDay: firstDayOf(tag),
    number: (value: number) => integers.format(value),
    list: (items: readonly string[]) => lists.format(items),
    time: (at: number, timeZone?: string) =>
      dates({ hour: "2-digit", minute: "2-digit", ...(timeZone === undefined ? {} : { timeZone }) }).format(at),
    second: (at: number, timeZone: string) =>
      dates({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZone }).format(at),
    /** Minutes after midnight, as a time of day. */
    clockTime: (minutes: number) =>
      dates({ hour: "2-digit", minute: "2-digit", timeZone: "UTC" }).format(minutes * 60_000),
    /** Soon enough that the year goes without saying. */
    when: (at: number) =>
      dates({ weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }).format(at),
    moment: (at: number) =>
      dates({
        weekday: "short",
        day: "numeric",
        month: "short",
        year: "numeric",
        hour: "2-digit",
        minute: "2-digit",
        timeZoneName: "short",
      }).format(at),
    weekday: (on: string) => day(on, { weekday: "long" }),
    weekdayShort: (on: string) => day(on, { weekday: "short" }),
    weekdayNarrow: (on: string) => day(on, { weekday: "narrow" }),
    dayOfMonth: (on: string) => String(Number(on.slice(8))),
    dayAndMonth: (on: string) => day(on, { day: "numeric", month: "long" }),
    month: (on: string) => day(on, { month: "short" }),
    date: (on: string) => day(on, { weekday: "long", day: "numeric", month: "long" }),
    dateShort: (on: string) => day(on, { day: "numeric", month: "short" }),
    dateOf: (at: number) => dates({ day: "numeric", month: "long", year: "numeric" }).format(at),
    /** 1 Monday to 7 Sunday: 6 January 2025 was a Monday. */
    weekdayName: (isoDay: number) =>
      dates({ weekday: "long", timeZone: "UTC" }).format(new Date(Date.UTC(2025, 0, 5 + isoDay, 12))),
  };
};

/** "Europe/Berlin" as people say it. */
export const zoneName = (timeZone: string): string => (timeZone.split("/").at(-1) ?? timeZone).replaceAll("_", " ");

export const plural = (tag: string) => {
  const rules = new Intl.PluralRules(tag);
  return (count: number, forms: { one: string; other: string }): string =>
    rules.select(count) === "one" ? forms.one : forms.other;
};

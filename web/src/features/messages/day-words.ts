// Days as people say them: today, yesterday, a weekday, a date. Days are those of the person's own zone.
import { useMemo } from "react";
import { useLocale } from "#web/messages/locale.tsx";
import { useTalk } from "#web/messages/talk.ts";

const DAY_MS = 24 * 60 * 60_000;

const two = (part: number) => String(part).padStart(2, "0");

/** YYYY-MM-DD where this device is. */
export const localDay = (at: number): string => {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};

const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);

export const useDayWords = () => {
  const { format } = useLocale();
  const t = useTalk();
  return useMemo(() => {
    const ago = (at: number) => daysBetween(localDay(at), localDay(Date.now()));
    return {
      /** For a separator. */
      long: (at: number): string => {
        const days = ago(at);
        if (days === 0) return t.today;
        if (days === 1) return t.yesterday;
        return days < 180 ? format.date(localDay(at)) : format.dateOf(at);
      },
      /** For the end of a line. */
      short: (at: number): string => {
        const days = ago(at);
        if (days <= 0) return format.time(at);
        return days < 7 ? format.weekdayShort(localDay(at)) : format.dateShort(localDay(at));
      },
    };
  }, [format, t]);
};

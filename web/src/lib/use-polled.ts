// A read that renews itself while the page is looked at; for pages too light for a query cache.
import { useEffect, useState } from "react";

export type Polled<T> = { readonly data: T | null; readonly error: unknown };

export const usePolled = <T>(load: () => Promise<T>, everyMs: number): Polled<T> => {
  const [polled, setPolled] = useState<Polled<T>>({ data: null, error: null });
  useEffect(() => {
    let over = false;
    const read = async () => {
      try {
        const data = await load();
        if (!over) setPolled({ data, error: null });
      } catch (error) {
        if (!over) setPolled(({ data }) => ({ data, error }));
      }
    };
    void read();
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void read();
    }, everyMs);
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, [load, everyMs]);
  return polled;
};

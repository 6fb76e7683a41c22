// Where a page of a list ended, as text whose inside is nobody's business.
import type { z } from "zod";

/** null where none was given. */
export const readPlace = <T extends z.ZodType>(
  schema: T,
  cursor: string | undefined,
): z.output<T> | null | "invalid" => {
  if (cursor === undefined) return null;
  try {
    return schema.parse(JSON.parse(atob(cursor)));
  } catch {
    return "invalid";
  }
};

export const writePlace = (place: readonly (string | number)[]): string => btoa(JSON.stringify(place));

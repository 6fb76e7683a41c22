// How lists are cut into pages: by the place of a page's last row, as text whose inside is nobody's business.
import type { Context } from "hono";
import type { z } from "zod";
import type { Page } from "#core/protocol/http.ts";
import { problem, type ProblemResponse } from "./problem.ts";

export type Pages<Place> = {
  /** null where none was given: from the beginning. */
  readonly after: (cursor: string | undefined) => Place | null | "invalid";
  /** Of what was found, asked for one more than `limit`: a page, and where the next begins. */
  readonly cut: <Row>(found: readonly Row[], limit: number, placeOf: (row: Row) => Place) => Page<Row>;
};

/** `place` names what a list is ordered by. */
export const pagesBy = <Place>(place: z.ZodType<Place>): Pages<Place> => ({
  after(cursor) {
    if (cursor === undefined) return null;
    try {
      return place.parse(JSON.parse(atob(cursor)));
    } catch {
      return "invalid";
    }
  },
  cut(found, limit, placeOf) {
    const items = found.slice(0, limit);
    const last = found.length > limit ? items.at(-1) : undefined;
    // The schema takes of a row what belongs to its place.
    return { items, nextCursor: last === undefined ? null : btoa(JSON.stringify(place.parse(placeOf(last)))) };
  },
});

export const noSuchPlace = (c: Context): ProblemResponse =>
  problem(c, "invalid", { errors: [{ path: "cursor", message: "not a cursor" }] });

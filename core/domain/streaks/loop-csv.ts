// Reads `Checkmarks.csv` of Loop Habit Tracker: the file of one habit (Date, Value, Notes) or that of all (Date, one column each).
// oxlint-disable-next-line typescript/triple-slash-reference -- an ambient declaration has nothing to import
/// <reference path="./papaparse.d.ts" />
import Papa from "papaparse";
import type { ImportedDays } from "../../protocol/streaks.ts";
import { err, ok, type Result } from "../result.ts";

export type LoopProblem = "not_loop_csv" | "unknown_habit";

type Meaning = "kept" | "rested" | "none";

/**
 * What a cell says. `AUTO` days were not done but owed nothing (three times a week, say), `SKIP` days were excused: neither kept nor
 * missed. Older versions write 2, 1, 0, -1 and 3; measurable habits write an amount, with three decimals behind or times a thousand.
 */
const meaningOf = (cell: string): Meaning | null => {
  switch (cell) {
    case "YES_MANUAL":
    case "2":
      return "kept";
    case "YES_AUTO":
    case "1":
    case "SKIP":
    case "3":
      return "rested";
    case "NO":
    case "0":
    case "UNKNOWN":
    case "-1":
    case "":
      return "none";
    default: {
      const amount = Number(cell);
      if (Number.isNaN(amount)) return null;
      return amount > 0 ? "kept" : "none";
    }
  }
};

const isDate = (cell: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(cell) && !Number.isNaN(Date.parse(cell));

/** Header and rows without the empty cell that Loop leaves at the end of a line; null where this is no table of dates. */
const tableOf = (csv: string): { readonly header: readonly string[]; readonly rows: readonly string[][] } | null => {
  // The mark some programs put before UTF-8 would become part of "Date".
  const { data, errors } = Papa.parse(csv.replace(/^\uFEFF/, ""), { delimiter: ",", skipEmptyLines: true });
  if (errors.length > 0) return null;
  const table = data.map((row) => row.map((cell) => cell.trim()));
  const [header, ...rows] = table;
  if (header?.[0] !== "Date" || header.length < 2) return null;
  return { header: header.at(-1) === "" ? header.slice(0, -1) : header, rows };
};

/** `habit` is a column's name; without it a day counts as kept with any habit done, and as rested with any excused. */
export const parseLoopCsv = (csv: string, habit?: string): Result<ImportedDays, LoopProblem> => {
  const table = tableOf(csv);
  if (table === null) return err("not_loop_csv");
  const { header, rows } = table;
  const single = header[1] === "Value";
  const columns = header.flatMap((name, index) => {
    if (index === 0 || (single && index > 1)) return [];
    return single || habit === undefined || name === habit ? [index] : [];
  });
  if (columns.length === 0) return err("unknown_habit");
  const keptOn: string[] = [];
  const restedOn: string[] = [];
  for (const row of rows) {
    const on = row[0] ?? "";
    const meanings = new Set(columns.map((column) => meaningOf(row[column] ?? "")));
    if (!isDate(on) || meanings.has(null)) return err("not_loop_csv");
    if (meanings.has("kept")) keptOn.push(on);
    else if (meanings.has("rested")) restedOn.push(on);
  }
  return ok({ source: "Loop Habit Tracker", keptOn, restedOn });
};

import { describe, expect, test } from "vitest";
import { HistoryImport, MAX_IMPORT_BYTES, MAX_REST_DAYS } from "#core/protocol/streaks.ts";
import { DEFAULT_PREFERENCES } from "#core/protocol/users.ts";
import { MAX_REST_DAYS as SHOWN } from "./rest-days.ts";
import { MAX_FILE_BYTES, readHistory } from "./history-file.ts";
import { pendingPreferences } from "./pending-preferences.ts";

describe("bringing a history", () => {
  test("limits are the server's", () => {
    expect(MAX_FILE_BYTES).toBe(MAX_IMPORT_BYTES);
    expect(SHOWN).toBe(MAX_REST_DAYS);
  });

  test("Loop's file is handed over as it is", () => {
    const csv = "Date,Read,Run,\n2026-03-01,2,0,\n";
    expect(readHistory(csv, "x")).toEqual({ format: "loop_csv", csv });
  });

  test("any other text is read for dates: each once, real ones only, in order", () => {
    const read = readHistory("2026-03-02 done\n2026-03-01;x\n2026-03-02\n2026-02-30\n1-2-3", "My app");
    expect(read).toEqual({ format: "days", source: "My app", keptOn: ["2026-03-01", "2026-03-02"] });
    expect(HistoryImport.safeParse(read).success).toBe(true);
  });

  test("a file without days is none", () => {
    expect(readHistory("hello", "x")).toBeNull();
  });
});

test("while a change is saved it is shown over what was saved before", () => {
  const change = { preferences: { theme: "dark" as const } };
  expect(pendingPreferences(DEFAULT_PREFERENCES, change, true)).toEqual({ ...DEFAULT_PREFERENCES, theme: "dark" });
  expect(pendingPreferences(DEFAULT_PREFERENCES, change, false)).toEqual(DEFAULT_PREFERENCES);
});

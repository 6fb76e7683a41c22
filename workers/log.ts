// One line of JSON per thing worth knowing. No secrets, no content, no names.
import { logText } from "#core/domain/log-text.ts";

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export const log = (level: "info" | "warn" | "error", message: string, fields: LogFields = {}): void => {
  const told = Object.entries(fields).map(([name, value]) => [
    name,
    typeof value === "string" ? logText(value) : value,
  ]);
  // oxlint-disable-next-line no-console
  console[level](JSON.stringify({ level, message, ...Object.fromEntries(told) }));
};

// One line of JSON per thing worth knowing. No secrets, no content, no names.

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export const log = (level: "info" | "warn" | "error", message: string, fields: LogFields = {}): void => {
  // oxlint-disable-next-line no-console
  console[level](JSON.stringify({ level, message, ...fields }));
};

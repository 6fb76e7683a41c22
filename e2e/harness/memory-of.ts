// How much memory a process holds, and has held at most since it was asked to forget; Linux tells, others do not.
import { existsSync, readFileSync, writeFileSync } from "node:fs";

export type Memory = { readonly nowBytes: number; readonly mostBytes: number };

/** null where nobody tells. */
export const memoryOf = (pid: number): Memory | null => {
  const file = `/proc/${pid}/status`;
  if (!existsSync(file)) return null;
  const status = readFileSync(file, "utf8");
  const bytesOf = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1]) * 1024;
  return { nowBytes: bytesOf("VmRSS"), mostBytes: bytesOf("VmHWM") };
};

/** From now on "at most" begins anew. */
export const forgetMost = (pid: number): void => {
  if (existsSync(`/proc/${pid}`)) writeFileSync(`/proc/${pid}/clear_refs`, "5");
};

export const inMegabytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`;

// How a crowd is seated where a process may open only so many files: sockets at the runtime itself, at edges in front of it, or inside it.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Storage, listening sockets, requests. */
const OTHER_FILES = 400;
/** workerd keeps a duplicate of every socket it accepts. */
const FILES_PER_SOCKET = 2;

const mayOpen = (): number => {
  const [, , most = "0"] = /^Max open files\s+(\S+)\s+(\S+)/m.exec(readFileSync("/proc/self/limits", "utf8")) ?? [];
  return most === "unlimited" ? Infinity : Number(most);
};

/** How many files this process, and all that it starts, may open: more from now on, where its user may say so. */
export const raiseOpenFiles = (sockets: number): number => {
  const wanted = sockets * FILES_PER_SOCKET + OTHER_FILES;
  if (mayOpen() < wanted) spawnSync("prlimit", [`--pid=${process.pid}`, `--nofile=${wanted}:${wanted}`]);
  return mayOpen();
};

export type Seating = {
  /** Sockets without a network, inside the runtime. */
  readonly simulated: number;
  readonly edges: number;
};

/** What is left open as this many files allow: edges hold the sockets, and what the load generator cannot open is simulated. */
export const seating = (sockets: number, files: number, asked: Partial<Seating>): Seating => {
  const most = Math.max(0, files - OTHER_FILES);
  const simulated = asked.simulated ?? Math.max(0, sockets - most);
  const overTcp = sockets - simulated;
  if (overTcp > most) throw new Error(`a process may open ${files} files here: --simulated=${sockets - most} or more`);
  const atOnce = Math.floor(most / FILES_PER_SOCKET);
  const edges = asked.edges ?? (overTcp > atOnce ? Math.ceil(overTcp / atOnce) : 0);
  if (overTcp > Math.max(1, edges) * atOnce) {
    throw new Error(`a process may open ${files} files here: --edges=${Math.ceil(overTcp / atOnce)} or more`);
  }
  return { simulated, edges };
};

// The plan of one run, as the load generator reads it.
import type { Room, Server } from "./setups/setup.ts";
import type { Workload } from "./workloads.ts";

const runLine = (run: Workload["run"]): string => {
  switch (run.kind) {
    case "rate":
      return `run rate ${run.perSecond} ${run.ms} ${run.warmMs}`;
    case "window":
      return `run window ${run.outstanding} ${run.ms} ${run.warmMs}`;
    case "hold":
      return `run hold 0 ${run.ms} 0`;
    case "rejoin":
      return `run rejoin ${run.messages} 0 0`;
    case "cold":
      return "run cold 0 0 0";
  }
};

export type PlanOf = Pick<Server, "dialect" | "hasOneOrder" | "packs"> & {
  /** Six hexadecimal digits that mark this run's messages. */
  readonly tag: string;
  readonly run: Workload["run"];
  readonly rooms: readonly Room[];
};

export const planText = ({ dialect, hasOneOrder, packs, tag, run, rooms }: PlanOf): string => {
  const seats = rooms.flatMap((room) => [
    `room ${room.length}`,
    ...room.map(
      ({ port, isSender, protocols: [first, second], path }) =>
        `seat ${port} ${isSender ? "S" : "-"} ${first} ${second} ${path}`,
    ),
  ]);
  const head = [
    `tag ${tag} page bench-${tag}`,
    `dialect ${dialect} order ${hasOneOrder ? "room" : "sender"} packs ${packs ? "yes" : "no"}`,
  ];
  return [...head, runLine(run), ...seats, "end", ""].join("\n");
};

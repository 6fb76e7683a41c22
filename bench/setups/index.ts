// Every setup of the benchmark, in the order of its tables.
import { lockstep, lockstepDev } from "./lockstep.ts";
import {
  bareContract,
  bareGathering,
  bareObject,
  bareWs,
  bound,
  bun,
  flushingWs,
  party,
  socketIoOne,
  socketIoTwo,
} from "./peers.ts";
import type { Setup } from "./setup.ts";

export const SETUPS: readonly Setup[] = [
  lockstep,
  lockstepDev,
  socketIoOne,
  socketIoTwo,
  party,
  bareObject,
  bareContract,
  bareGathering,
  bareWs,
  flushingWs,
  bun,
  bound,
];

// What is wrong inside the runtime right now: told by the chaos runner, read by the host of every actor and by every binding.
import { z } from "zod";
import { FAULT_POINTS, REACHED } from "../host-messages.ts";

export const RuntimeFaults = z.object({
  /** How far the machine's clock is off. */
  offsetMs: z.number(),
  failing: z.array(z.enum(["d1", "r2", "queue"])),
  /** The process is to die in a turn of this actor, once it has been `after` times at this point. */
  deaths: z.array(z.object({ point: z.enum(FAULT_POINTS), actor: z.string(), after: z.int(), isInside: z.boolean() })),
});
export type RuntimeFaults = z.infer<typeof RuntimeFaults>;
export type Service = RuntimeFaults["failing"][number];

let faults: RuntimeFaults = { offsetMs: 0, failing: [], deaths: [] };
const realNow = Date.now.bind(Date);
Date.now = () => realNow() + faults.offsetMs;

export const setFaults = (next: RuntimeFaults): void => {
  faults = next;
};
export const clockOffsetMs = (): number => faults.offsetMs;
export const isFailing = (service: Service): boolean => faults.failing.includes(service);

/** Where it is what was asked for, nothing after this line ever happens: the runner kills the process that waits here. */
export const dieAt = (actor: string, point: string): void => {
  const death = faults.deaths.find((one) => one.actor === actor && one.point === point);
  if (death === undefined) return;
  const others = faults.deaths.filter((one) => one !== death);
  faults = { ...faults, deaths: death.after > 0 ? [...others, { ...death, after: death.after - 1 }] : others };
  if (death.after > 0) return;
  // oxlint-disable-next-line no-console -- the one way out of a turn that will not end
  console.log(`${REACHED}${point} ${actor}`);
  // oxlint-disable-next-line no-unmodified-loop-condition, no-empty -- until SIGKILL
  while (death.isInside) {}
};

// For actors that never have a relay: asking one is a bug.
import type { RelayPorts } from "./relays.ts";

export const NO_RELAYS: Omit<RelayPorts, "socketsPerObject"> = {
  relay: (place) => {
    throw new Error(`relay ${place} does not exist`);
  },
  inBackground: (work) => void work(),
};

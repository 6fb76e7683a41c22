// Which of its faults does what to a wire, and what ends it.
import type { WireFaultKind } from "./plan.ts";
import type { Wire } from "./wire.ts";

/** How long after a burst of commands a wire is cut, at most: before they arrive, while they are decided, or while answers come. */
export const CUT_WITHIN_MS = 30;
/** Of wires that fall silent, how many do so in one direction only. */
const LOSES_ANSWERS = 0.6;

/** `strength` in [0, 1): how bad. */
export const startWireFault = (wire: Wire, kind: WireFaultKind, strength: number): void => {
  switch (kind) {
    case "cut":
      setTimeout(() => wire.cut(), strength * CUT_WITHIN_MS);
      return;
    case "half_open":
    case "drop":
      return strength < LOSES_ANSWERS ? wire.loseAnswers() : wire.halfOpen();
    case "delay":
      return wire.slow(20 + strength * 400, strength * 300);
    case "throttle":
      return wire.throttle(2 + strength * 40);
    case "paused_reader":
      return wire.read(false);
    case "no_upgrade":
      return wire.block();
  }
};

export const endWireFault = (wire: Wire, kind: WireFaultKind): void => {
  switch (kind) {
    case "drop":
      return wire.cut();
    case "delay":
      return wire.slow(0, 0);
    case "throttle":
      return wire.throttle(Infinity);
    case "paused_reader":
      return wire.read(true);
    case "no_upgrade":
      return wire.unblock();
    case "cut":
    case "half_open":
      return;
  }
};

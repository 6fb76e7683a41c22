// Moments at which whatever failed is worth trying again at once, instead of when its turn comes.

/** `network`: the browser says there is one again. `person`: the page is looked at again, or thawed. */
export type Return = "network" | "person";

export const onReturn = (listener: (why: Return) => void): (() => void) => {
  const online = () => listener("network");
  const thawed = () => listener("person");
  const looked = () => document.visibilityState === "visible" && thawed();
  // A page that was kept for the way back has lost its sockets.
  const shown = ({ persisted }: PageTransitionEvent) => persisted && thawed();
  addEventListener("online", online);
  addEventListener("pageshow", shown);
  document.addEventListener("visibilitychange", looked);
  document.addEventListener("resume", thawed);
  return () => {
    removeEventListener("online", online);
    removeEventListener("pageshow", shown);
    document.removeEventListener("visibilitychange", looked);
    document.removeEventListener("resume", thawed);
  };
};

// What the chaos runner and the process that holds the runtime say to each other.

/** Of the engine, as `reach` names them. */
export const FAULT_POINTS = ["decided", "flushing", "appended", "swapped", "published"] as const;
export type FaultPoint = (typeof FAULT_POINTS)[number];

/** Written to the runtime's log by a turn that is to end there; who reads it kills the process. */
export const REACHED = "chaos: reached ";

export type HostOptions = {
  readonly port: number;
  readonly config: string;
  readonly bundle: string;
  readonly persistTo: string;
  readonly vars: Readonly<Record<string, string>>;
};

export type HostOrder =
  | { readonly type: "kill" }
  /** Another version of the Worker in place of this one. */
  | { readonly type: "deploy" }
  | { readonly type: "stop" };

export type HostEvent =
  /** Listening, for the first time or again. */
  | { readonly type: "up" }
  /** Killed where a turn had reached this point. */
  | { readonly type: "died"; readonly point: string; readonly actor: string }
  | { readonly type: "complained"; readonly text: string };

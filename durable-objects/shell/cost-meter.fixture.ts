// What one object is billed while something happens: calls, socket messages, rows; and what a million of that costs.
import { runInDurableObject } from "cloudflare:test";
import { type CountedRows, countRows } from "./count-rows.fixture.ts";

export type Units = {
  /** HTTP, RPC and alarms: each is a request. */
  readonly requests: number;
  /** Incoming only: outgoing ones are free, and so are pings that the platform answers. */
  readonly socketMessages: number;
  /** SQL with its indexes, key-value puts, alarms set. */
  readonly rowsWritten: number;
  readonly rowsRead: number;
  /** In the directory, which the object cannot see: its callers say how many. */
  readonly databaseRows: number;
  readonly queueMessages: number;
};

export const NOTHING: Units = {
  requests: 0,
  socketMessages: 0,
  rowsWritten: 0,
  rowsRead: 0,
  databaseRows: 0,
  queueMessages: 0,
};

/** Dollars for one of each, in 2026. */
const PRICE = {
  requests: 0.15e-6,
  // Twenty for the price of one request.
  socketMessages: 0.0075e-6,
  rowsWritten: 1e-6,
  rowsRead: 0.001e-6,
  databaseRows: 1e-6,
  // Written, read and acknowledged.
  queueMessages: 1.2e-6,
} satisfies Record<keyof Units, number>;

/** An object is billed while it runs and does not hibernate; clocks stand still in a turn, so each counts as this long. */
const TURN_MS = 5;
const DOLLARS_PER_AWAKE_MS = 1.6e-9;

const names = Object.keys(PRICE) as (keyof Units)[];

export const dollarsOf = (units: Units): number =>
  names.reduce((sum, name) => sum + units[name] * PRICE[name], 0) +
  (units.requests + units.socketMessages) * TURN_MS * DOLLARS_PER_AWAKE_MS;

export const add = (...all: readonly Partial<Units>[]): Units =>
  all.reduce<Units>((sum, units) => {
    const added = names.map((name) => [name, sum[name] + (units[name] ?? 0)] as const);
    return Object.fromEntries(added) as Units;
  }, NOTHING);

export const times = (units: Units, factor: number): Units =>
  Object.fromEntries(names.map((name) => [name, units[name] * factor])) as Units;

/** One line for people. */
export const tellCost = (what: string, units: Units): string => {
  const counted = names.filter((name) => units[name] > 0).map((name) => `${Number(units[name].toFixed(3))} ${name}`);
  return `${what}: $${dollarsOf(units).toPrecision(3)} (${counted.join(", ")})`;
};

type Counted = { requests: number; socketMessages: number };
type Handler = (this: object, ...args: unknown[]) => unknown;

/** Counts the calls that the platform makes; answers how to stop. */
const countCalls = (instance: object, counted: Counted): (() => void) => {
  const prototype = Object.getPrototypeOf(instance) as Record<string, Handler>;
  const handlers = Object.getOwnPropertyNames(prototype).filter(
    (name) => name !== "constructor" && typeof Object.getOwnPropertyDescriptor(prototype, name)?.value === "function",
  );
  const originals = new Map(handlers.map((name) => [name, prototype[name] as Handler]));
  for (const [name, original] of originals) {
    prototype[name] = function (...args) {
      if (this === instance) counted[name === "webSocketMessage" ? "socketMessages" : "requests"] += 1;
      return original.apply(this, args);
    };
  }
  return () => {
    for (const [name, original] of originals) prototype[name] = original;
  };
};

/** What the object is billed while `act` runs. It must not be evicted meanwhile. */
export const meter = async <T extends Rpc.DurableObjectBranded>(
  stub: DurableObjectStub<T>,
  act: () => Promise<unknown>,
): Promise<Units> => {
  const counted = { requests: 0, socketMessages: 0 };
  const cursors: CountedRows[] = [];
  const stop = await runInDurableObject(stub, (instance, ctx) => {
    const stops = [countCalls(instance, counted), countRows(ctx, cursors)];
    return () => {
      for (const stopOne of stops) stopOne();
    };
  });
  await act();
  await runInDurableObject(stub, stop);
  const sum = (name: keyof CountedRows) => cursors.reduce((total, cursor) => total + cursor[name], 0);
  return { ...NOTHING, ...counted, rowsWritten: sum("rowsWritten"), rowsRead: sum("rowsRead") };
};

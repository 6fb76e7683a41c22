// What keeps each room from hibernating, noted inside the runtime by the measuring build; reading it wakes nobody.
import { type CountedRows, countRows } from "#objects/shell/count-rows.fixture.ts";
import { type Stretch, WAKING } from "../awake-time.ts";

const stretches: Stretch[] = [];
const cursors = new Map<string, CountedRows[]>();
const instances = new WeakMap<DurableObjectState, number>();
let lastInstance = 0;

const nameOf = (ctx: DurableObjectState): string => ctx.id.name ?? "";

/** From now until the answer is called the object cannot hibernate. */
export const begin = (ctx: DurableObjectState, why: string): (() => void) => {
  const from = Date.now();
  return () => {
    stretches.push({ actor: nameOf(ctx), instance: instances.get(ctx) ?? 0, why, from, to: Date.now() });
  };
};

/** `work`, and whatever it promises. */
export const during = <T>(ctx: DurableObjectState, why: string, work: () => T): T => {
  const end = begin(ctx, why);
  const result = work();
  if (result instanceof Promise) return result.finally(end) as T;
  end();
  return result;
};

/** Called before the constructor of the product runs: everything it does to its storage is counted. */
export const waking = (ctx: DurableObjectState): (() => void) => {
  instances.set(ctx, (lastInstance += 1));
  const rows = cursors.get(nameOf(ctx)) ?? [];
  cursors.set(nameOf(ctx), rows);
  countRows(ctx, rows);
  const { waitUntil } = ctx;
  ctx.waitUntil = (promise) =>
    waitUntil.call(
      ctx,
      during(ctx, "background", () => promise),
    );
  return begin(ctx, WAKING);
};

const sum = (actor: string, name: keyof CountedRows): number =>
  (cursors.get(actor) ?? []).reduce((total, rows) => total + rows[name], 0);

/** `from` orders by begin: what took longer was noted later. */
export const ledgerOf = (actor: string) => ({
  now: Date.now(),
  rowsWritten: sum(actor, "rowsWritten"),
  rowsRead: sum(actor, "rowsRead"),
  stretches: stretches.filter((one) => one.actor === actor).toSorted((one, other) => one.from - other.from),
});
export type Ledger = ReturnType<typeof ledgerOf>;

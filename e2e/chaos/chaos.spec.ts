// A short chaos campaign in every `npm test`, and that its witness is no fool. `npm run chaos` is the long one.
import { beforeAll, expect, test } from "vitest";
import { LiveClient } from "../../core/domain/live-client.ts";
import { evolve } from "../../core/domain/conversations/evolve.ts";
import type { SequencedConversationEvent } from "../../core/domain/conversations/folding.ts";
import type { ServerFrame } from "../../core/protocol/frames.ts";
import { hashOf } from "../../durable-objects/shell/state-hash.ts";
import { runCampaign } from "./campaign.ts";
import type { Page } from "./page.ts";
import { planOf } from "./plan.ts";
import { bundleChaos } from "./runtime.ts";
import { Witness } from "./witness.ts";

const SEED = Number(process.env["CHAOS_SEED"] ?? Date.now() % 1_000_000_000);
const RUNS = 2;
const CLIENTS = 50;

test("a seed brings the same plan again, another one another", () => {
  const shape = { clients: 50, stormMs: 6_000, commands: 150, runtimeFaults: 1.5, restarts: 0.5 };
  expect(planOf(7, shape)).toEqual(planOf(7, shape));
  expect(planOf(7, shape)).not.toEqual(planOf(8, shape));
});

const created = {
  seq: 1,
  at: 1,
  by: null,
  name: "created",
  data: { id: "cnv_1", kind: "group", title: "T", encryption: "none", history: "all", by: "usr_1", members: [] },
};
const sent = (seq: number, client: string, n: number, text: string) => ({
  seq,
  at: seq,
  by: { user: "usr_1", client, n },
  name: "sent",
  data: { user: "usr_1", body: { kind: "plain", text }, replyTo: null, mentions: [], composedAt: null },
});

/** What a witness says of one client that was told `events` and of a log of `segments`. */
const verdictOf = (events: readonly object[], log: readonly object[], stateHash?: string) => {
  const witness = new Witness();
  const live = new LiveClient("reader", (state, event) =>
    evolve(state as Parameters<typeof evolve>[0], event as unknown as SequencedConversationEvent),
  );
  const page = { live } as unknown as Page<unknown>;
  if (stateHash !== undefined) {
    const self = { user: "usr_1", client: "reader" };
    const told = { type: "welcome", self, from: 1, head: events.length, stateHash, settled: [], snapshot: null };
    live.receive({ ...told, protocol: 1, actor: "cnv_1", log: "l", now: 1, reset: false } as ServerFrame);
    witness.welcomed(page);
  }
  witness.sent("c", 1, "send");
  witness.settled("c", 1, { ok: true, seq: 2 });
  const received = live.receive({ type: "events", events } as unknown as ServerFrame);
  witness.heard(page, received.events);
  return { ...witness.verdict([JSON.stringify(log)]), hash: hashOf(live.state) };
};

test("the witness sees what is lost, repeated, in another order and folded to another state", () => {
  const told = [created, sent(2, "c", 1, "one")];
  const truth = verdictOf(told, told);
  const none = { lost: [], repeated: [], diverged: [], broken: [] };
  expect(truth).toMatchObject({ acknowledged: 1, events: 2, ...none });
  expect(verdictOf(told, told, truth.hash)).toMatchObject(none);
  expect(verdictOf(told, told, "0".repeat(16)).diverged).toHaveLength(1);
  // Seen and acknowledged, and both times not there.
  expect(verdictOf(told, [created]).lost).toHaveLength(2);
  expect(verdictOf(told, [...told, sent(3, "c", 2, "two"), sent(4, "c", 1, "one")])).toMatchObject({
    repeated: ["c/1 at 2, 4", '"one" at 2 and 4'],
    diverged: ["c/1 came after c/2"],
  });
  expect(verdictOf(told, [created, sent(2, "c", 1, "other")]).diverged).toHaveLength(1);
});

beforeAll(bundleChaos, 120_000);

test(`G1-G6 hold over ${RUNS} short runs of chaos (seed ${SEED})`, { timeout: 600_000 }, async () => {
  const options = { runs: RUNS, seed: SEED, clients: CLIENTS, together: RUNS, stormMs: 2_000, commands: 60 };
  const { results, failures, runtime } = await runCampaign({ ...options, say: console.log, keep: async () => {} });
  expect(failures).toEqual([]);
  expect(results).toHaveLength(RUNS);
  for (const { acknowledged, deliveries, hashes, clients, faults } of results) {
    expect(clients).toBe(CLIENTS);
    expect(acknowledged).toBeGreaterThan(10);
    expect(deliveries).toBeGreaterThan(10 * CLIENTS);
    expect(hashes).toBeGreaterThan(CLIENTS);
    expect(Object.keys(faults).length).toBeGreaterThan(3);
  }
  expect(Object.keys(runtime).length).toBeGreaterThan(0);
});

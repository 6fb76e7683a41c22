// One live actor as a page sees it: state, status, commands. The rules of the wire are `LiveClient`; this gives them
// a connection, an outbox and listeners.
import { LiveClient, doorCommands, type OutboxEntry, type Settled } from "#core/domain/live-client.ts";
import { CLOSE } from "#core/protocol/close-codes.ts";
import type { ClientFrame, Presence, SequencedEvent, ServerFrame } from "#core/protocol/frames.ts";
import { afterMs } from "./background-timer.ts";
import { clockBoundMs, clockRttMs, serverNow } from "./clock.ts";
import { LiveConnection, type ConnectionStatus } from "./live-connection.ts";
import { drainOrphans, holdClientLock } from "./live-orphans.ts";
import { openOrphanWatch } from "./orphan-watch.ts";
import { sendWhenClosed } from "./outbox-sync.ts";
import { removeEntry, storeEntries } from "./outbox.ts";
import { writeTogether } from "./write-together.ts";

export type { Settled } from "#core/domain/live-client.ts";
export type LiveStatus = ConnectionStatus | "catching_up";

export interface LiveSnapshot<State> {
  readonly status: LiveStatus;
  /** Confirmed state with what is pending already in it, where the rules allow it. */
  readonly state: State | null;
  readonly head: number;
  readonly self: { readonly user: string; readonly client: string } | null;
  readonly presence: Pick<Presence, "rev" | "members" | "crowd"> | null;
  readonly pending: readonly { readonly n: number; readonly name: string; readonly data: unknown }[];
  readonly closed: { readonly code: number; readonly reason: string } | null;
  /** The actor's clock minus the edge's, where they differ by more than both can be wrong; else 0. */
  readonly clockSkewMs: number;
}

/** What arrived: a state that stands for everything up to its `seq`, or the events that came after. */
export type Arrival<State> =
  | { readonly kind: "snapshot"; readonly seq: number; readonly state: State }
  | { readonly kind: "events"; readonly events: readonly SequencedEvent[] };

export type LiveSignal = { readonly name: string; readonly by: string; readonly data: unknown };

/** The unsent message that becomes this command; told when the command stands in its place. */
export type Instead = { readonly of: string; readonly stored: () => void };

export interface LiveActor<State> {
  /** This page load's name for the actor. */
  readonly client: string;
  getSnapshot(): LiveSnapshot<State>;
  subscribe(listener: () => void): () => void;
  /** Resolves when the actor has settled it; survives a reload, though then nobody waits for it any more. */
  command(name: string, data: Record<string, unknown>, instead?: Instead): Promise<Settled>;
  signal(name: string, data: Record<string, unknown>): void;
  onSignal(listener: (signal: LiveSignal) => void): () => void;
  /** Told before subscribers are, in the order of the log. */
  onArrival(listener: (arrival: Arrival<State>) => void): () => void;
  setVisible(visible: boolean): void;
  close(): void;
}

export type LiveRules<State> = {
  readonly evolve: (state: State | null, event: SequencedEvent) => State;
  /** The state as it will be if a pending command is accepted; the same state where that cannot be told. */
  readonly foresee: (state: State, head: number, user: string, command: { name: string; data: unknown }) => State;
  /** How long a poll may wait where sockets are blocked. */
  readonly pollWaitS: number;
  /** Whether the actor schedules effects for all at once, and so wants to know how far away this page is. */
  readonly wantsRtt: boolean;
};

/** Codes after which coming back is useless: the page has to say so. */
const FINAL: ReadonlySet<number> = new Set([CLOSE.revoked, CLOSE.notAMember, CLOSE.superseded, CLOSE.protocol]);

export const openLive = <State>(actor: string, user: string, rules: LiveRules<State>): LiveActor<State> => {
  const client = crypto.randomUUID().replaceAll("-", "");
  const live = new LiveClient<State>(client, rules.evolve);
  const releaseLock = holdClientLock(client);
  const listeners = new Set<() => void>();
  const signalListeners = new Set<(signal: LiveSignal) => void>();
  const arrivalListeners = new Set<(arrival: Arrival<State>) => void>();
  const waiting = new Map<number, (settled: Settled) => void>();
  let isVisible = document.visibilityState === "visible";
  let skewMs = 0;
  let sentRttMs: number | null = null;
  let snapshot: LiveSnapshot<State> | null = null;

  const changed = () => {
    snapshot = null;
    for (const listener of listeners) listener();
  };

  const foreseen = (): State | null => {
    let state = live.state;
    let head = live.have;
    for (const { name, data } of live.pending) {
      if (state === null) return null;
      const next = rules.foresee(state, head, user, { name, data });
      if (next !== state) head += 1;
      state = next;
    }
    return state;
  };

  const settle = (n: number, settled: Settled) => {
    // The outbox forgets after the page knows: the other way round a crash between would tell nobody.
    waiting.get(n)?.(settled);
    waiting.delete(n);
    void removeEntry(user, actor, client, n).catch(() => undefined);
  };

  const signalRtt = () => {
    const rttMs = rules.wantsRtt ? clockRttMs() : null;
    if (rttMs === null || (sentRttMs !== null && Math.abs(rttMs - sentRttMs) < sentRttMs / 4)) return;
    sentRttMs = rttMs;
    connection.send([{ type: "signal", name: "rtt", data: { ms: Math.round(rttMs) } }]);
  };

  const arrive = (arrival: Arrival<State>) => {
    for (const listener of arrivalListeners) listener(arrival);
  };

  const receive = (frame: ServerFrame, bytes: number) => {
    if (frame.type === "welcome") {
      const behindMs = frame.now - serverNow();
      // Half the round trip is what the actor's stamp may be late by, besides what our own clock may be wrong by.
      const boundMs = clockBoundMs() + (clockRttMs() ?? 0) / 2;
      skewMs = Math.abs(behindMs) > 2 * boundMs ? Math.round(behindMs) : 0;
    }
    const received = live.receive(frame, bytes);
    connection.send(received.send);
    const snapshot = frame.type === "welcome" ? frame.snapshot : null;
    if (snapshot !== null) arrive({ kind: "snapshot", seq: snapshot.seq, state: snapshot.state as State });
    if (received.events.length > 0) arrive({ kind: "events", events: received.events });
    if (frame.type === "welcome") {
      sentRttMs = null;
      connection.send([{ type: "signal", name: "visible", data: { on: isVisible } }]);
      signalRtt();
      connection.welcomed();
    }
    for (const { n, result } of received.settled) settle(n, result);
    if (received.resendAfterMs !== null) afterMs(received.resendAfterMs, () => connection.send(live.resend()));
    if (received.isBroken) connection.reconnect();
    if (received.signal !== null) for (const listener of signalListeners) listener(received.signal);
    changed();
  };

  const orphans = openOrphanWatch((signal) => drainOrphans(user, actor, client, signal), afterMs);
  const connection = new LiveConnection(actor, {
    hello: () => live.hello() as Extract<ClientFrame, { type: "hello" }>,
    receive,
    isVisible: () => isVisible,
    isFinal: (code) => FINAL.has(code),
    disconnected: () => live.disconnected(),
    owed: () => live.owed,
    changed,
    pollWaitS: rules.pollWaitS,
    // What pages before this one left goes first, so that things happen in the order in which they were done.
    prepare: orphans.look,
    pendingCommands: () => ({ client, commands: doorCommands(live.pending) }),
  });

  const build = (): LiveSnapshot<State> => {
    const { status, closed } = connection;
    return {
      status: status === "live" && !live.isCaughtUp ? "catching_up" : status,
      state: foreseen(),
      head: live.have,
      self: live.welcome === null ? null : { user, client },
      presence: live.presence,
      pending: live.pending,
      closed,
      clockSkewMs: skewMs,
    };
  };

  // Entries wait for the disk; those of one turn go there, and then to the actor, together.
  const store = writeTogether<{ readonly entry: OutboxEntry; readonly instead: Instead | undefined }>(
    (items) =>
      storeEntries(
        items.map(({ entry, instead }) => ({
          entry: { ...entry, user, actor, client },
          replaces: instead?.of ?? null,
        })),
        // Where the browser keeps nothing, the command is still sent; only a crash could lose it.
      ).catch(() => undefined),
    (items) => {
      connection.send(live.enqueue(...items.map(({ entry }) => entry)));
      for (const { instead } of items) instead?.stored();
      connection.pendingChanged();
      if (connection.status !== "live") void sendWhenClosed();
      changed();
    },
  );

  const command = (name: string, data: Record<string, unknown>, instead?: Instead): Promise<Settled> => {
    const entry = live.compose(name, data);
    const settled = new Promise<Settled>((resolve) => waiting.set(entry.n, resolve));
    store({ entry, instead });
    return settled;
  };

  const setVisible = (visible: boolean) => {
    if (visible === isVisible) return;
    isVisible = visible;
    connection.send([{ type: "signal", name: "visible", data: { on: visible } }]);
  };
  const followPage = () => setVisible(document.visibilityState === "visible");
  document.addEventListener("visibilitychange", followPage);

  connection.open();

  return {
    client,
    getSnapshot: () => (snapshot ??= build()),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    command,
    signal: (name, data) => connection.send([{ type: "signal", name, data }]),
    onSignal(listener) {
      signalListeners.add(listener);
      return () => signalListeners.delete(listener);
    },
    onArrival(listener) {
      arrivalListeners.add(listener);
      return () => arrivalListeners.delete(listener);
    },
    setVisible,
    close() {
      document.removeEventListener("visibilitychange", followPage);
      connection.close();
      orphans.close();
      releaseLock();
      listeners.clear();
    },
  };
};

// One open conversation of this page: the live actor, what is held of its past, what waits, who writes.
import type { SequencedConversationEvent } from "#core/domain/conversations/folding.ts";
import { type Got, withGot } from "#core/domain/conversations/delivering.ts";
import { memberOf } from "#core/domain/conversations/conversation-state.ts";
import type { ConversationState, MessageBody } from "#core/protocol/conversations.ts";
import { WINDOW_MESSAGES } from "#core/protocol/limits.ts";
import { afterMs } from "#web/lib/background-timer.ts";
import { createStore, type Store } from "#web/lib/external-store.ts";
import type { Arrival, LiveActor, LiveSnapshot } from "#web/lib/live.ts";
import { openConversation } from "#web/lib/live-conversation.ts";
import { listEntries, type StoredEntry } from "#web/lib/outbox.ts";
import { readPage } from "./conversations-api.ts";
import {
  append,
  type ConversationLog,
  EMPTY_LOG,
  fold,
  fromWindow,
  jumpTo,
  messageAt,
  type Page,
  prepend,
  recall,
  rejoin as rejoinLog,
} from "./conversation-log.ts";
import type { PendingSend } from "./timeline.ts";

export type OpenConversation = {
  readonly snapshot: LiveSnapshot<ConversationState>;
  readonly log: ConversationLog;
  readonly loading: "older" | "newer" | null;
  readonly failed: boolean;
  /** Messages that wait, of this page and of pages before it, in the order they were written. */
  readonly pending: readonly PendingSend[];
  readonly typing: readonly string[];
  /** Markers as signals tell them, between two that are kept. */
  readonly shown: Readonly<Record<string, number>>;
  /** What the devices of others hold, as far as this page was ever told. */
  readonly got: Got;
};

export type ConversationStore = Store<OpenConversation> & {
  readonly actor: LiveActor<ConversationState>;
  readonly loadOlder: () => Promise<void>;
  readonly loadNewer: () => Promise<void>;
  /** Resolves when the message is held; false where there is none. */
  readonly reach: (seq: number) => Promise<boolean>;
  readonly toNewest: () => void;
  /** The message at the top of the screen while somebody reads the past; null at the end. */
  readonly readFrom: (seq: number | null) => void;
  readonly close: () => void;
};

const PAGE = 50;
const FORWARD = 100;
/** After a long sleep: so many pages are read again to keep one's place. */
const MOST_PAGES_BACK = 40;
const TYPING_LASTS_MS = 6_000;

/** By person and conversation: what has arrived has arrived, also when one leaves the conversation and comes back. */
const gotKnown = new Map<string, Got>();

const pendingSend = (client: string, { n, data }: { n: number; data: unknown }): PendingSend => {
  const {
    body,
    replyTo = null,
    composedAt = null,
    mentions = [],
  } = data as {
    body: MessageBody;
    replyTo?: number;
    composedAt?: number;
    mentions?: string[];
  };
  return { key: `${client}.${n}`, body, replyTo, composedAt, mentions };
};

export const openConversationStore = (id: string, user: string): ConversationStore => {
  const actor = openConversation(id, user);
  let log: ConversationLog = EMPTY_LOG;
  let loading: OpenConversation["loading"] = null;
  let failed = false;
  let orphans: readonly StoredEntry[] = [];
  let typing: readonly string[] = [];
  let shown: Readonly<Record<string, number>> = {};
  const gotKey = `${user} ${id}`;
  let got: Got = gotKnown.get(gotKey) ?? {};
  let anchor: number | null = null;
  /** The snapshot whose notices are still to be asked for. */
  let untold: number | null = null;
  const typingStops = new Map<string, () => void>();

  const build = (): OpenConversation => {
    const snapshot = actor.getSnapshot();
    const own = snapshot.pending.filter(({ name }) => name === "send");
    const left = orphans.filter(({ name }) => name === "send");
    return {
      snapshot,
      log,
      loading,
      failed,
      typing,
      shown,
      got,
      pending: [
        ...left.map((entry) => pendingSend(entry.client, entry)),
        ...own.map((entry) => pendingSend("own", entry)),
      ],
    };
  };
  const store = createStore(build());
  const publish = () => store.set(build());

  const toPage = async (before: number, limit: number): Promise<Page> => {
    const { items, notices, asOf, nextCursor } = await readPage(id, before, limit);
    return { items, notices, asOf, hasMore: nextCursor !== null };
  };

  /** Past messages are asked for one page at a time; an answer for a stretch that is gone is dropped. */
  const load = async (which: "older" | "newer", work: () => Promise<void>): Promise<void> => {
    if (loading !== null) return;
    loading = which;
    failed = false;
    publish();
    try {
      await work();
    } catch {
      failed = true;
    }
    loading = null;
    publish();
  };

  const loadOlder = (): Promise<void> =>
    load("older", async () => {
      const first = log.messages[0]?.seq;
      if (first === undefined || !log.hasOlder) return;
      const page = await toPage(first, PAGE);
      if (log.messages[0]?.seq === first) log = prepend(log, page);
    });

  const loadNewer = (): Promise<void> =>
    load("newer", async () => {
      const last = log.messages.at(-1)?.seq;
      if (last === undefined || log.isAtHead) return;
      // Where nothing was said for long, the next message is further on.
      for (let upTo = last + FORWARD; !log.isAtHead; upTo += FORWARD) {
        const page = await toPage(upTo + 1, FORWARD);
        if (log.messages.at(-1)?.seq !== last) return;
        log = append(log, page, page.asOf >= log.have && upTo >= page.asOf);
      }
    });

  /** The newest stretch, from what the actor has told; `have` is where live events go on. */
  const newest = (state: ConversationState, have: number): ConversationLog => {
    const from = memberOf(state, user)?.from ?? 1;
    const first = state.messages[0]?.seq ?? 0;
    return fromWindow(state.messages, have, first > from + 1 || state.messages.length >= WINDOW_MESSAGES);
  };

  /** A snapshot tells the messages alone; what happened between them is asked for, and again where that failed. */
  const recallWindow = async (): Promise<void> => {
    const upTo = untold;
    if (upTo === null) return;
    untold = null;
    try {
      const page = await toPage(upTo + 1, WINDOW_MESSAGES);
      log = recall(log, page);
      publish();
    } catch {
      untold ??= upTo;
    }
  };

  /** A snapshot stands for a long absence: whoever reads the past keeps it until what is between is here. */
  const rejoin = async (fresh: ConversationLog, reading: number): Promise<void> => {
    loading = "newer";
    publish();
    try {
      let joined = fresh;
      for (let pages = 0; pages < MOST_PAGES_BACK && joined.hasOlder; pages++) {
        const first = joined.messages[0]?.seq ?? 0;
        // The oldest of a stretch is not shown before the one above it is here.
        if (first < reading) break;
        joined = prepend(joined, await toPage(first, FORWARD));
      }
      log = rejoinLog(log, joined, actor.getSnapshot().state?.messages ?? []);
    } catch {
      log = { ...fresh, notices: log.notices };
    }
    loading = null;
    publish();
  };

  const arrived = (arrival: Arrival<ConversationState>) => {
    if (arrival.kind === "events") {
      const events = arrival.events as readonly SequencedConversationEvent[];
      log = fold(log, events);
      const settled = new Set(events.map(({ by }) => (by === null ? "" : `${by.client}.${by.n}`)));
      orphans = orphans.filter(({ client, n }) => !settled.has(`${client}.${n}`));
      for (const event of events) if (event.name === "sent") stopsTyping(event.data.user);
      return;
    }
    const fresh = newest(arrival.state, arrival.seq);
    untold = arrival.seq;
    void recallWindow();
    const reading = anchor;
    const isHeld = reading !== null && log.messages.length > 0;
    if (!isHeld) log = fresh;
    else {
      log = { ...log, have: arrival.seq, isAtHead: false };
      void rejoin(fresh, reading);
    }
  };

  const stopsTyping = (who: string) => {
    typingStops.get(who)?.();
    typingStops.delete(who);
    if (!typing.includes(who)) return;
    typing = typing.filter((other) => other !== who);
    publish();
  };

  actor.onArrival(arrived);
  actor.onSignal(({ name, by, data }) => {
    if (by === user) return;
    if (name === "typing") {
      stopsTyping(by);
      if (!(data as { on: boolean }).on) return;
      typing = [...typing, by];
      typingStops.set(
        by,
        afterMs(TYPING_LASTS_MS, () => stopsTyping(by)),
      );
      publish();
    } else if (name === "read") {
      const { upTo } = data as { upTo: number };
      shown = { ...shown, [by]: Math.max(upTo, shown[by] ?? 0) };
      publish();
    } else if (name === "got") {
      got = withGot(got, by, (data as { seq: number }).seq);
      gotKnown.set(gotKey, got);
      publish();
    }
  });

  const findOrphans = async () => {
    const byClient = await listEntries(user, id).catch(() => new Map<string, StoredEntry[]>());
    orphans = [...byClient].flatMap(([client, entries]) => (client === actor.client ? [] : entries));
    publish();
  };

  let status = actor.getSnapshot().status;
  actor.subscribe(() => {
    const now = actor.getSnapshot().status;
    // By then what earlier pages left has been sent, or could not be.
    if (now !== status && now === "live") {
      failed = false;
      void findOrphans();
      void recallWindow();
    }
    status = now;
    publish();
  });
  void findOrphans();

  return {
    ...store,
    actor,
    loadOlder,
    loadNewer,
    async reach(seq) {
      // The oldest is here, and yet not shown.
      if (log.messages[0]?.seq === seq) await loadOlder();
      if (messageAt(log, seq) !== undefined) return true;
      try {
        const page = await toPage(seq + PAGE / 2, PAGE);
        if (!page.items.some((message) => message.seq === seq)) return false;
        log = jumpTo(log, page);
        publish();
        return true;
      } catch {
        failed = true;
        publish();
        return false;
      }
    },
    toNewest() {
      const { state, head } = actor.getSnapshot();
      if (state !== null && !log.isAtHead) log = { ...newest(state, head), notices: log.notices };
      publish();
    },
    readFrom(seq) {
      anchor = seq;
    },
    close() {
      for (const stop of typingStops.values()) stop();
      actor.close();
    },
  };
};

// The shared slideshow of whatever actor is composed with it: decks looked up, leads measured, signals passed on, grants closed.
import { leadOf, type Stagehand } from "#core/domain/slideshow/decide.ts";
import type { Showing } from "#core/domain/slideshow/evolve.ts";
import type { SequencedEvent, Signal } from "#core/protocol/frames.ts";
import type { ConversationId, DeckId, RoomId, UserId } from "#core/protocol/ids.ts";
import {
  type DeckFacts,
  type Driver,
  SLIDESHOW_SIGNALS,
  type SlideshowEventData,
  type SlideshowSignalName,
} from "#core/protocol/slideshow.ts";
import type { Alarms } from "./alarms.ts";
import type { Host } from "./host.ts";
import type { Session, Sockets } from "./sockets.ts";

export type Place = RoomId | ConversationId;

export interface SlideshowPorts {
  /** Opens the deck, as it is now, to whoever belongs to `place`; null where `user` may not show it. */
  openShowing(showing: { user: UserId; deckId: DeckId; place: Place }): Promise<DeckFacts | null>;
  /** May be called again. */
  closeShowing(grant: string): Promise<void>;
  /** Keeps the instance until it is done; never awaited by a turn. */
  inBackground(work: () => Promise<void>): void;
}

/** What the slideshow needs of the actor it is part of. */
export type Stage = {
  readonly state: Showing & { readonly driver?: Driver };
  readonly sockets: Sockets;
  readonly alarms: Alarms;
  broadcast(frame: Signal, to: (session: Session) => boolean): void;
};

/** An answer waits this long for the command that asked to come again: a deck may have changed since. */
const ANSWER_LIFETIME_MS = 10_000;
export const CLOSE_SHOWING = "close_showing";

type Asked = { readonly at: number; readonly facts: DeckFacts | "asking" | null };

export const isSlideshowSignal = (name: string): name is SlideshowSignalName => Object.hasOwn(SLIDESHOW_SIGNALS, name);

export class Slideshows {
  readonly #host: Host;
  readonly #place: Place;
  readonly #ports: SlideshowPorts;
  readonly #stage: () => Stage;
  readonly #asked = new Map<string, Asked>();
  /** What was shown when the log was last written to. */
  #grant: string | undefined;

  constructor(host: Host, place: string, ports: SlideshowPorts, stage: () => Stage) {
    this.#host = host;
    this.#place = place as Place;
    this.#ports = ports;
    this.#stage = stage;
  }

  woke(state: Showing): void {
    this.#grant = state.show?.grant;
  }

  /** Rules are synchronous and the deck is elsewhere: who asks first is told to come again. */
  readonly stagehand: Stagehand = {
    leadMs: () => this.#leadMs(),
    deck: (user, deckId) => this.#deck(user, deckId),
  };

  /** Of each member here the slowest page. */
  #leadMs(): number {
    const rtts = new Map<string, number | null>();
    for (const { user, attachment } of this.#stage().sockets.readers()) {
      const before = rtts.get(user);
      const { rttMs } = attachment;
      rtts.set(user, before === undefined ? rttMs : rttMs === null || before === null ? null : Math.max(before, rttMs));
    }
    return leadOf([...rtts.values()]);
  }

  #deck(user: UserId, deckId: DeckId): DeckFacts | "asking" | null {
    const key = `${user}/${deckId}`;
    const asked = this.#asked.get(key);
    if (asked !== undefined && this.#host.now() - asked.at < ANSWER_LIFETIME_MS) {
      // Said once: it may have been shared meanwhile.
      if (asked.facts === null) this.#asked.delete(key);
      return asked.facts;
    }
    this.#asked.set(key, { at: this.#host.now(), facts: "asking" });
    this.#ports.inBackground(async () => {
      try {
        const facts = await this.#ports.openShowing({ user, deckId, place: this.#place });
        this.#asked.set(key, { at: this.#host.now(), facts });
      } catch (error) {
        this.#asked.delete(key);
        this.#host.report(error);
      }
    });
    return "asking";
  }

  /** In the turn that persists: what is no longer shown is closed to those it was opened to. */
  appended(events: readonly SequencedEvent[], { show }: Showing): void {
    const opened = events.flatMap(({ name, data }) => (name === "shown" ? [data as SlideshowEventData["shown"]] : []));
    for (const { by, deckId } of opened) this.#asked.delete(`${by}/${deckId}`);
    const now = this.#host.now();
    for (const grant of new Set([this.#grant, ...opened.map((one) => one.grant)])) {
      if (grant !== undefined && grant !== show?.grant) this.#stage().alarms.set(CLOSE_SHOWING, grant, now);
    }
    this.#grant = show?.grant;
  }

  /** Passed on to whom it is for, never stored; false where the data is not known. `from` is null by the command door. */
  signal(user: UserId, from: Session | null, name: SlideshowSignalName, data: unknown): boolean {
    const parsed = SLIDESHOW_SIGNALS[name].safeParse(data);
    if (!parsed.success) return false;
    const { state } = this.#stage();
    const isDriver = state.driver?.holder === user;
    if (state.show === undefined && name !== "ready") return true;
    if (name === "laser" && !isDriver) return true;
    const isFor = (session: Session) =>
      session !== from && (name !== "ready" || isDriver || session.user === state.driver?.holder);
    this.#stage().broadcast({ type: "signal", name, by: user, data: parsed.data }, isFor);
    return true;
  }
}

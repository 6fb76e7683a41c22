// Who is here, as the sockets show it. Nothing is stored, and no event comes of it: conversations have no roster of arrivals.
import { PRESENTER_GRACE_MS } from "#core/domain/conversations/presenting.ts";
import type { ConversationState } from "#core/protocol/conversations.ts";
import type { Presence, PresenceMember } from "#core/protocol/frames.ts";
import { MAX_FLUSH_WINDOW_MS } from "#core/protocol/limits.ts";
import { crowdEveryMs, crowdWaitMs, hereIn, isCrowd, sampleOf } from "../shell/crowd.ts";
import type { Host } from "../shell/host.ts";
import type { Session, Sockets } from "../shell/sockets.ts";

/** Two signs of life missed. */
const RECONNECTING_AFTER_MS = 10_000;
const GONE_AFTER_MS = 50_000;
const CLOSE_SILENT = 1001;

type Said = Pick<Presence, "members" | "crowd">;

/** What presence needs of the actor; `isSplit` where two who are blocked learn nothing of each other. */
type Watched = { readonly sockets: Sockets; readonly state: ConversationState; readonly isSplit: boolean };

export class ConversationPresence {
  readonly #host: Host;
  readonly #watched: () => Watched;
  /** Whose last socket closed less than `RECONNECTING_AFTER_MS` ago: reloads and deploys are no goodbye. */
  readonly #wokeAt: number;
  readonly #closedAt = new Map<string, number>();
  #rev = 0;
  #published = "";
  #publishedAt = 0;
  #isDeferred = false;
  /** What newcomers to a crowd are told: a storm of them does not have it made anew for each. */
  #greeting = { madeAt: Number.NEGATIVE_INFINITY, text: "" };

  constructor(host: Host, watched: () => Watched) {
    this.#host = host;
    this.#wokeAt = host.now();
    this.#watched = watched;
  }

  /** Members in order of joining; whoever is gone is not among them. */
  members(): PresenceMember[] {
    const { sockets, state } = this.#watched();
    const now = this.#host.now();
    const seen = new Map<string, { seenAt: number; visible: boolean }>();
    for (const session of sockets.readers()) {
      const before = seen.get(session.user);
      seen.set(session.user, {
        seenAt: Math.max(before?.seenAt ?? 0, sockets.seenAt(session)),
        visible: session.attachment.visible || before?.visible === true,
      });
    }
    return state.members.flatMap(({ user }): PresenceMember[] => {
      const sighting = seen.get(user);
      if (sighting === undefined) {
        const closedAt = this.#closedAt.get(user);
        if (closedAt === undefined) return [];
        if (now - closedAt < RECONNECTING_AFTER_MS) {
          return [{ user, state: "reconnecting", visible: false, speaking: false }];
        }
        this.#closedAt.delete(user);
        return [];
      }
      const isHere = now - sighting.seenAt < RECONNECTING_AFTER_MS;
      return [
        {
          user,
          state: isHere ? "here" : "reconnecting",
          visible: isHere && sighting.visible,
          speaking: false,
        },
      ];
    });
  }

  /** Long enough for somebody else to go on: no socket, or a silent one. After a wake nobody is, for as long. */
  isAway(user: string): boolean {
    const { sockets } = this.#watched();
    const now = this.#host.now();
    let seenAt: number | null = null;
    for (const session of sockets.readersOf(user)) seenAt = Math.max(seenAt ?? 0, sockets.seenAt(session));
    if (seenAt !== null) return now - seenAt > RECONNECTING_AFTER_MS;
    return now - (this.#closedAt.get(user) ?? this.#wokeAt) >= PRESENTER_GRACE_MS;
  }

  closed(session: Session, at: number): void {
    this.#closedAt.set(session.user, at);
  }

  /** Sockets that have been silent for too long are closed. */
  closeSilent(): void {
    const { sockets } = this.#watched();
    const now = this.#host.now();
    for (const session of sockets) {
      if (now - sockets.seenAt(session) < GONE_AFTER_MS) continue;
      session.close(CLOSE_SILENT, "silent");
      sockets.forget(session.socket);
    }
  }

  /** All of a presence frame but its number; of a crowd a sample, with whoever presents. */
  #said(): Said {
    const members = this.members();
    if (!isCrowd(members.length)) return { members };
    const presenter = this.#watched().state.driver?.holder;
    const sample = sampleOf(members, ({ user }) => user === presenter);
    return { members: sample, crowd: { here: hereIn(members), audience: 0 } };
  }

  /** Encodes one frame for everybody, or, where two are kept apart, one for each. */
  #frames(said: Said): (user: string) => string {
    this.#rev = Math.max(this.#host.now(), this.#rev + 1);
    const rev = this.#rev;
    const encode = (seen: Said) => JSON.stringify({ type: "presence", rev, ...seen } satisfies Presence);
    if (this.#watched().isSplit) {
      return (reader) => encode({ members: said.members.filter(({ user }) => user === reader) });
    }
    const text = encode(said);
    return () => text;
  }

  sendTo(session: Session): void {
    session.send(this.#isCrowd ? this.#greet() : this.#frames(this.#said())(session.user));
  }

  get #isCrowd(): boolean {
    return isCrowd(this.#watched().state.members.length);
  }

  /** At most one telling old; the next one names whoever has just come. */
  #greet(): string {
    const now = this.#host.now();
    const ageMs = now - this.#greeting.madeAt;
    // A clock that was set back keeps none for as long.
    if (ageMs < 0 || ageMs >= crowdEveryMs(this.#watched().sockets.readerCount)) {
      this.#greeting = { madeAt: now, text: this.#frames(this.#said())("") };
    }
    return this.#greeting.text;
  }

  /** To everybody, within a flush window, if it differs from what was published last; a crowd is told less often. */
  publishSoon(): void {
    if (this.#isDeferred) return;
    this.#isDeferred = true;
    const { readerCount } = this.#watched().sockets;
    const waitMs = this.#isCrowd ? crowdWaitMs(readerCount, this.#publishedAt, this.#host.now()) : MAX_FLUSH_WINDOW_MS;
    this.#host.defer(waitMs, () => {
      this.#isDeferred = false;
      const said = this.#said();
      const text = JSON.stringify(said);
      if (text === this.#published) return;
      const now = this.#host.now();
      this.#published = text;
      this.#publishedAt = now;
      const textFor = this.#frames(said);
      for (const reader of this.#watched().sockets.readers()) {
        if (reader.mayReceive(now)) reader.send(textFor(reader.user));
      }
    });
  }

  /** The same where somebody looks: a look that finds nothing new arms no timer, which would keep the object awake. */
  publishIfChanged(): void {
    if (!this.#isDeferred && JSON.stringify(this.#said()) !== this.#published) this.publishSoon();
  }

  /** What was published said too much or too little: the next frame goes out whatever is in it. */
  forget(): void {
    this.#published = "";
  }
}

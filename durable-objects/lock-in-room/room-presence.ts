// Who is there, as the sockets show it: sightings for the rules, presence frames for the pages. Nothing here is stored.
import {
  GONE_AFTER_MS,
  lastSeenAtWake,
  presenceOf,
  type Sighting,
  type Sightings,
} from "#core/domain/lock-in/advance.ts";
import type { RoomState } from "#core/domain/lock-in/room-state.ts";
import type { Presence, PresenceMember } from "#core/protocol/frames.ts";
import type { RoomCommand } from "#core/protocol/rooms.ts";
import { MAX_FLUSH_WINDOW_MS } from "#core/protocol/limits.ts";
import { crowdWaitMs, hereIn, isCrowd, sampleOf } from "../shell/crowd.ts";
import type { Host } from "../shell/host.ts";
import type { LiveActor } from "../shell/live-actor.ts";
import type { Session } from "../shell/sockets.ts";
import type { RoomVoice } from "./room-voice.ts";

const CLOSE_SILENT = 1001;

export class RoomPresence {
  readonly #host: Host;
  readonly #actor: () => LiveActor<RoomState, RoomCommand>;
  readonly #voice: RoomVoice;
  /** Members without a socket count as closed when this instance woke; null until the state has been asked. */
  #wokeAt: number | null = null;
  readonly #closedAt = new Map<string, number>();
  #rev = 0;
  #published = "";
  #publishedAt = 0;
  #isDeferred = false;
  /** How many listen behind relays. */
  readonly #audience: () => number;

  constructor(host: Host, actor: () => LiveActor<RoomState, RoomCommand>, voice: RoomVoice, audience: () => number) {
    this.#audience = audience;
    this.#host = host;
    this.#actor = actor;
    this.#voice = voice;
  }

  sightings(): Sightings {
    const { sockets, state } = this.#actor();
    const seen = new Map<string, Sighting>();
    for (const session of sockets) {
      if (session.attachment.helloAt === null) continue;
      const { visible, speaking } = session.attachment;
      const before = seen.get(session.user);
      seen.set(session.user, {
        connected: true,
        seenAt: Math.max(before?.seenAt ?? 0, sockets.seenAt(session)),
        visible: visible || before?.visible === true,
        speaking: speaking || before?.speaking === true,
      });
    }
    for (const { user, joinedAt } of state.roster) {
      if (seen.has(user)) continue;
      seen.set(user, { connected: false, seenAt: this.#lastSeenAt(user, joinedAt), visible: false, speaking: false });
    }
    return seen;
  }

  #lastSeenAt(user: string, joinedAt: number): number {
    this.#wokeAt ??= lastSeenAtWake(this.#actor().state, this.#host.now());
    // Whoever left and joined again has said goodbye before, but not since.
    return Math.max(this.#closedAt.get(user) ?? this.#wokeAt, joinedAt);
  }

  /** Members who count as present but have no socket, with the end of their last one. */
  absentSince(): Map<string, number> {
    const { sockets, state } = this.#actor();
    const connected = new Set<string>();
    for (const session of sockets) if (session.attachment.helloAt !== null) connected.add(session.user);
    const absent = new Map<string, number>();
    for (const { user, joinedAt, presentSince } of state.roster) {
      if (presentSince !== null && !connected.has(user)) absent.set(user, this.#lastSeenAt(user, joinedAt));
    }
    return absent;
  }

  closed(session: Session, at: number): void {
    this.#closedAt.set(session.user, at);
  }

  /** Sockets that have been silent for too long are closed; their people were last seen at their last sign of life. */
  closeSilent(): void {
    const { sockets } = this.#actor();
    const now = this.#host.now();
    for (const session of sockets) {
      const seenAt = sockets.seenAt(session);
      if (now - seenAt < GONE_AFTER_MS) continue;
      this.closed(session, seenAt);
      session.close(CLOSE_SILENT, "silent");
      sockets.forget(session.socket);
    }
  }

  /** All of a presence frame but its number. */
  #said(): Pick<Presence, "members" | "crowd"> {
    const now = this.#host.now();
    const seats = this.#voice.seats();
    const members = presenceOf(this.#actor().state, this.sightings(), now).map((member) => {
      const voice = seats.get(member.user);
      return voice === undefined || member.state === "gone" ? member : { ...member, voice };
    });
    const audience = this.#audience();
    if (!isCrowd(members.length) && audience === 0) return { members };
    return { members: this.#toldOf(members), crowd: { here: hereIn(members), audience } };
  }

  #frameOf(said: Pick<Presence, "members" | "crowd">): Presence {
    this.#rev = Math.max(this.#host.now(), this.#rev + 1);
    return { type: "presence", rev: this.#rev, ...said };
  }

  /** In roster order; of a crowd a sample, with whoever drives or is in voice. */
  #toldOf(members: readonly PresenceMember[]): readonly PresenceMember[] {
    if (!isCrowd(members.length)) return members;
    const { holder } = this.#actor().state.driver;
    return sampleOf(members, ({ user, voice }) => user === holder || voice !== undefined);
  }

  get #isCrowd(): boolean {
    return this.#audience() > 0 || isCrowd(this.#actor().state.roster.length);
  }

  /** As whoever comes to listen is told it. */
  greeting(): string[] {
    return [JSON.stringify(this.#frameOf(this.#said()))];
  }

  sendTo(session: Session): void {
    session.send(JSON.stringify(this.#frameOf(this.#said())));
  }

  /** To everybody, within a flush window, if it differs from what was published last: a storm of arrivals is one frame. */
  publishSoon(): void {
    if (this.#isDeferred) return;
    this.#isDeferred = true;
    const sockets = this.#audience() + this.#actor().state.roster.length;
    const waitMs = this.#isCrowd ? crowdWaitMs(sockets, this.#publishedAt, this.#host.now()) : MAX_FLUSH_WINDOW_MS;
    this.#host.defer(waitMs, () => {
      this.#isDeferred = false;
      const said = this.#said();
      const text = JSON.stringify(said);
      if (text === this.#published) return;
      this.#published = text;
      this.#publishedAt = this.#host.now();
      this.#actor().broadcast(this.#frameOf(said));
    });
  }

  /** The same where somebody looks: a look that finds nothing new arms no timer, which would keep the object awake. */
  publishIfChanged(): void {
    if (!this.#isDeferred && JSON.stringify(this.#said()) !== this.#published) this.publishSoon();
  }
}

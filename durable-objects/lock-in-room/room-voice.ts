// Voice of a room: six seats, held by sockets and nothing stored, and what two of them tell each other passed on.
import { DROP_GRACE_MS } from "#core/domain/lock-in/advance.ts";
import { memberOf, type RoomState } from "#core/domain/lock-in/room-state.ts";
import type { Signal } from "#core/protocol/frames.ts";
import { MAX_IN_VOICE } from "#core/protocol/limits.ts";
import type { RoomCommand } from "#core/protocol/rooms.ts";
import {
  type RtcSignal,
  type RtcTold,
  type Voice,
  type VoiceRefused,
  type VoiceSignal,
  VOICE_SIGNALS,
  type VoiceSignalName,
} from "#core/protocol/voice.ts";
import type { Host } from "../shell/host.ts";
import type { LiveActor } from "../shell/live-actor.ts";
import type { Session } from "../shell/sockets.ts";

type Kept = { readonly voice: Voice; readonly until: number };

export const isVoiceSignal = (name: string): name is VoiceSignalName => Object.hasOwn(VOICE_SIGNALS, name);

export class RoomVoice {
  readonly #host: Host;
  readonly #actor: () => LiveActor<RoomState, RoomCommand>;
  /** Seats of whose socket was cut: sound goes on without it, and a short cut is no reason to lose one's seat. */
  readonly #kept = new Map<string, Kept>();

  constructor(host: Host, actor: () => LiveActor<RoomState, RoomCommand>) {
    this.#host = host;
    this.#actor = actor;
  }

  /** Everybody in voice. */
  seats(): Map<string, Voice> {
    const now = this.#host.now();
    const seats = new Map<string, Voice>();
    for (const [user, { voice, until }] of this.#kept) {
      if (now < until && memberOf(this.#actor().state, user) !== undefined) seats.set(user, voice);
      else this.#kept.delete(user);
    }
    for (const { user, attachment } of this.#actor().sockets.readers()) {
      if (attachment.voice !== null) seats.set(user, attachment.voice);
    }
    return seats;
  }

  /** False where the data is not known. */
  signal(session: Session, name: VoiceSignalName, data: unknown): boolean {
    if (name === "voice") {
      const parsed = VOICE_SIGNALS.voice.safeParse(data);
      if (parsed.success) this.#say(session, parsed.data);
      return parsed.success;
    }
    const parsed = VOICE_SIGNALS.rtc.safeParse(data);
    if (parsed.success) this.#pass(session, parsed.data);
    return parsed.success;
  }

  /** Joins, changes or leaves; one stay of each person, the newest. */
  #say(session: Session, signal: VoiceSignal): void {
    const { user } = session;
    const { on, stay, muted } = signal;
    if (!on) {
      // Of a stay on another page of theirs this one says nothing.
      if (session.attachment.voice?.stay === stay) session.save({ voice: null, speaking: false });
      if (this.#kept.get(user)?.voice.stay === stay) this.#kept.delete(user);
      return;
    }
    const seats = this.seats();
    if (!seats.has(user) && seats.size >= MAX_IN_VOICE) {
      const refused: VoiceRefused = { on: false, reason: "full" };
      session.send(JSON.stringify({ type: "signal", name: "voice", by: user, data: refused } satisfies Signal));
      return;
    }
    this.#kept.delete(user);
    for (const other of this.#actor().sockets) {
      if (other.user === user && other !== session && other.attachment.voice !== null) {
        other.save({ voice: null, speaking: false });
      }
    }
    session.save({ voice: { stay, muted }, ...(muted ? { speaking: false } : {}) });
  }

  /** To the page of `to` that is in voice with this stay, from one that is in voice itself; else to nobody. */
  #pass(session: Session, { to, stay, data }: RtcSignal): void {
    const own = session.attachment.voice;
    if (own === null || to === session.user) return;
    const told: RtcTold = { stay: own.stay, data };
    this.#actor().broadcast(
      { type: "signal", name: "rtc", by: session.user, data: told },
      (reader) => reader.user === to && reader.attachment.voice?.stay === stay,
    );
  }

  /** The seat stays for as long as an absence is none. */
  closed({ user, attachment: { voice } }: Session): void {
    if (voice === null) return;
    for (const other of this.#actor().sockets.readers()) if (other.user === user && other.attachment.voice) return;
    this.#kept.set(user, { voice, until: this.#host.now() + DROP_GRACE_MS });
  }
}

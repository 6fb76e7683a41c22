// Those who listen without a seat: a relay welcomes them by itself, from what it holds and what it asked the actor once for all.
import type { Ack, CommandFrame, Hello, Reject, SequencedEvent, Welcome } from "#core/protocol/frames.ts";
import { PROTOCOL_VERSION } from "#core/protocol/version.ts";
import type { Host } from "../shell/host.ts";
import type { Sender } from "../shell/live-actor.ts";
import { eventsFrame } from "../shell/replay.ts";
import type { Session } from "../shell/sockets.ts";
import type { Basis, Down, RelayCall } from "./lines.ts";

/** What newcomers begin with may be this old; what has happened since follows it. */
const BASIS_LASTS_MS = 1_000;
/** Frames kept for those who come back or were slow; whoever missed more gets a snapshot. */
const TAIL_BYTES = 4 * 1024 * 1024;

type EventsDown = Extract<Down, { kind: "events" }>;
type Waiting = { readonly session: Session; readonly hello: Hello };
type Ask = (call: Extract<RelayCall, { kind: "basis" }>) => Promise<Basis>;

/** The events of a frame after `seq`, as a frame. */
const framesAfter = (text: string, first: number, seq: number): string => {
  if (seq < first) return text;
  const { events } = JSON.parse(text) as { events: SequencedEvent[] };
  return eventsFrame(JSON.stringify(events.filter((event) => event.seq > seq)));
};

/** The newest frames that went through a relay. */
export class Tail {
  #frames: EventsDown[] = [];
  #bytes = 0;
  /** Everything after this `seq`, up to the last that came, is here; null before the first. */
  after: number | null = null;

  restart(seq: number | null): void {
    this.#frames = [];
    this.#bytes = 0;
    this.after = seq;
  }

  push(item: EventsDown): void {
    this.#frames.push(item);
    this.#bytes += item.text.length;
    while (this.#bytes > TAIL_BYTES) {
      const oldest = this.#frames.shift();
      if (oldest === undefined) return;
      this.#bytes -= oldest.text.length;
      this.after = oldest.last;
    }
  }

  /** Frames after `seq` as one socket may see them; null where they are no longer here. */
  since(seq: number, id: string): string[] | null {
    if (this.after === null || seq < this.after) return null;
    return this.#frames
      .filter(({ last }) => last > seq)
      .map((frame) => ({ ...frame, text: textFor(frame, id) }))
      .filter(({ text }) => text !== "")
      .map(({ text, first }) => framesAfter(text, first, seq));
  }
}

/** The whole frame, or what this socket is sent in its place; empty where that is nothing. */
export const textFor = ({ text, instead }: EventsDown, id: string): string =>
  instead.find(({ ids }) => ids.includes(id))?.text ?? text;

export class Audience {
  readonly #host: Host;
  readonly #name: string;
  readonly #ask: Ask;
  readonly #inBackground: (work: () => Promise<void>) => void;
  readonly #heard: () => { readonly cursor: number; readonly tail: Tail };
  #waiting: Waiting[] = [];
  readonly #unwelcomed = new WeakSet<Session>();
  #basis: (Basis & { readonly at: number }) | null = null;
  #isAsking = false;
  /** What the actor told the audience last, said to newcomers in place of the basis's. */
  #greeting: string | null = null;

  constructor(
    host: Host,
    name: string,
    ask: Ask,
    inBackground: (work: () => Promise<void>) => void,
    heard: () => { readonly cursor: number; readonly tail: Tail },
  ) {
    this.#host = host;
    this.#name = name;
    this.#ask = ask;
    this.#inBackground = inBackground;
    this.#heard = heard;
  }

  /** A command of somebody without a seat changes nothing. */
  command(sender: Sender, { n }: CommandFrame): void {
    this.refuse(sender, { type: "reject", n, code: "not_a_member" });
  }

  refuse(sender: { readonly reply: (frame: Ack | Reject) => void }, frame: Reject): void {
    sender.reply(frame);
  }

  /** Nothing may reach it before its welcome. */
  hello(session: Session, hello: Hello): void {
    this.#unwelcomed.add(session);
    this.#waiting.push({ session, hello });
    this.serve();
  }

  isWaiting(session: Session): boolean {
    return this.#unwelcomed.has(session);
  }

  greeted(text: string): void {
    this.#greeting = text;
  }

  /** Another log, or another life of the actor. */
  forget(): void {
    this.#basis = null;
    this.#greeting = null;
  }

  /** Welcomes whoever waits, as far as what is here goes; called again with every event that arrives. */
  serve(): void {
    if (this.#waiting.length === 0) return;
    const waiting = this.#waiting.splice(0).filter(({ session }) => session.isOpen);
    const now = this.#host.now();
    const { cursor, tail } = this.#heard();
    for (const one of waiting) {
      const basis = this.#basis;
      const { hello } = one;
      const isRecent =
        basis !== null && now - basis.at <= BASIS_LASTS_MS && tail.after !== null && basis.head >= tail.after;
      const isFar = basis !== null && hello.log === basis.log && hello.have > basis.head;
      if (hello.pending !== null || !isRecent || isFar) this.#askFor(one);
      // The relay has not heard yet of what the basis holds: it will with the next frames.
      else if (basis.head > cursor) this.#waiting.push(one);
      else this.#welcome(one, basis);
    }
  }

  #behind: Waiting[] = [];

  /** One question at a time for all who have nothing of their own to ask. */
  #askFor(one: Waiting): void {
    if (one.hello.pending === null && this.#isAsking) return void this.#behind.push(one);
    const { session, hello } = one;
    const { user } = session;
    const isOwn = hello.pending !== null;
    if (!isOwn) this.#isAsking = true;
    this.#inBackground(async () => {
      const asking = isOwn ? { user, client: hello.client, log: hello.log, pending: hello.pending } : null;
      try {
        const basis = { ...(await this.#ask({ kind: "basis", asking })), at: this.#host.now() };
        if (!isOwn) this.#basis = basis;
        this.#answered(one, basis);
      } catch (error) {
        this.#host.report(error);
        // It comes again, and asks again.
        session.close(1012, "come again");
      }
      if (isOwn) return;
      this.#isAsking = false;
      this.#waiting.push(...this.#behind.splice(0));
      this.serve();
    });
  }

  #answered(one: Waiting, basis: Basis): void {
    const { cursor, tail } = this.#heard();
    if (tail.after !== null && basis.head >= tail.after && basis.head <= cursor) return this.#welcome(one, basis);
    this.#later.push({ one, basis });
  }
  #later: { one: Waiting; basis: Basis }[] = [];

  /** Called when the cursor has moved. */
  moved(): void {
    const { cursor, tail } = this.#heard();
    const later = this.#later.splice(0);
    for (const { one, basis } of later) {
      if (tail.after !== null && basis.head < tail.after) this.#askFor(one);
      else if (basis.head <= cursor) this.#welcome(one, basis);
      else this.#later.push({ one, basis });
    }
    this.serve();
  }

  #welcome({ session, hello }: Waiting, basis: Basis): void {
    if (!session.isOpen) return;
    const { tail } = this.#heard();
    const reset = (hello.log !== null && hello.log !== basis.log) || hello.have > basis.head;
    const have = reset ? 0 : hello.have;
    const id = session.attachment.grant.jti;
    const missed = have === 0 ? null : tail.since(have, id);
    const welcome: Omit<Welcome, "snapshot"> = {
      type: "welcome",
      protocol: PROTOCOL_VERSION,
      actor: this.#name,
      log: basis.log,
      self: { user: session.user, client: hello.client },
      from: 1,
      head: basis.head,
      now: this.#host.now(),
      stateHash: basis.stateHash,
      settled: hello.pending === null ? [] : basis.settled,
      reset,
    };
    const snapshot = missed === null && have < basis.head ? `{"seq":${basis.head},"state":${basis.state}}` : "null";
    session.send(`${JSON.stringify(welcome).slice(0, -1)},"snapshot":${snapshot}}`);
    const rest = missed ?? tail.since(basis.head, id) ?? [];
    for (const text of rest) session.send(text);
    for (const text of this.#greeting === null ? basis.greeting : [this.#greeting]) session.send(text);
    session.save({ stalledAt: null });
    this.#unwelcomed.delete(session);
  }
}

// Everybody in voice connected with everybody: who is there follows from presence, sound goes from page to page.
import type { RtcConfig, RtcSignal, RtcTold } from "#core/protocol/voice.ts";
import { afterMs, everyMs } from "#web/lib/background-timer.ts";
import { leads, linkWanted, type Member } from "./link-rules.ts";
import { type LinkStatus, PeerLink } from "./peer-link.ts";
import { RtcOutbox } from "./rtc-outbox.ts";
import { Loudspeaker } from "./loudspeaker.ts";

type Peer = {
  readonly stay: string;
  readonly link: PeerLink;
  readonly speaker: Loudspeaker;
  /** Since when presence shows them here and not in voice; null where it does not. */
  missingSince: number | null;
};

const LOOK_EVERY_MS = 1_000;
/** Whoever comes back to the room says so before they say that they are still in voice. */
const MISSING_FOR_MS = 3_000;

export class VoiceMesh {
  readonly #self: string;
  readonly #config: RtcConfig;
  readonly #outbox: RtcOutbox;
  readonly #changed: () => void;
  readonly #peers = new Map<string, Peer>();
  readonly #stopLooking: () => void;
  #track: MediaStreamTrack | null = null;
  #isHeard = true;
  #sinkId = "";

  constructor(self: string, config: RtcConfig, send: (signal: RtcSignal) => void, changed: () => void) {
    this.#self = self;
    this.#config = config;
    this.#outbox = new RtcOutbox(send, () => performance.now(), afterMs);
    this.#changed = changed;
    this.#stopLooking = everyMs(LOOK_EVERY_MS, () => {
      const now = performance.now();
      for (const [user, { link, missingSince }] of this.#peers) {
        if (missingSince !== null && now - missingSince >= MISSING_FOR_MS) this.#drop(user);
        else link.look();
      }
    });
  }

  get isRelayed(): boolean {
    return this.#config.relayOnly;
  }

  /** The whole roster, as presence shows it. */
  follow(members: readonly Member[]): void {
    const there = new Set<string>();
    for (const member of members) {
      const { user, voice } = member;
      there.add(user);
      if (user === this.#self) continue;
      const known = this.#peers.get(user);
      const isConnected = known?.link.status === "connected";
      const wanted = linkWanted(member, known === undefined ? undefined : { stay: known.stay, isConnected });
      if (known !== undefined)
        known.missingSince = wanted === "miss" ? (known.missingSince ?? performance.now()) : null;
      if (wanted === "close") this.#drop(user);
      else if (wanted === "open" && voice !== undefined) this.#open(user, voice.stay);
    }
    for (const user of this.#peers.keys()) if (!there.has(user)) this.#drop(user);
  }

  #open(user: string, stay: string): Peer {
    this.#drop(user);
    const speaker = new Loudspeaker(this.#sinkId, this.#isHeard);
    const link = new PeerLink({
      config: this.#config,
      leads: leads(this.#self, user),
      track: this.#track,
      send: (data) => this.#outbox.post(user as RtcSignal["to"], stay, data),
      hear: (track) => speaker.play(track),
      changed: () => this.#changed(),
    });
    const peer: Peer = { stay, link, speaker, missingSince: null };
    this.#peers.set(user, peer);
    this.#changed();
    return peer;
  }

  #drop(user: string): void {
    const peer = this.#peers.get(user);
    if (peer === undefined) return;
    this.#peers.delete(user);
    this.#outbox.forget(peer.stay);
    peer.link.close();
    peer.speaker.close();
    this.#changed();
  }

  /** May come before the presence that shows its sender: then it is what opens the link. */
  receive(by: string, { stay, data }: RtcTold): void {
    const known = this.#peers.get(by);
    if (known?.stay === stay && !known.link.isReplacedBy(data)) known.link.receive(data);
    else if ("description" in data && data.description.type === "offer") this.#open(by, stay).link.receive(data);
  }

  setTrack(track: MediaStreamTrack | null): void {
    this.#track = track;
    for (const { link } of this.#peers.values()) link.setTrack(track);
  }

  /** While voice rests nothing is played, whatever others send. */
  setHeard(isHeard: boolean): void {
    this.#isHeard = isHeard;
    for (const { speaker } of this.#peers.values()) speaker.setHeard(isHeard);
  }

  setSink(sinkId: string): void {
    this.#sinkId = sinkId;
    for (const { speaker } of this.#peers.values()) speaker.setSink(sinkId);
  }

  statuses(): ReadonlyMap<string, LinkStatus> {
    return new Map([...this.#peers].map(([user, { link }]) => [user, link.status]));
  }

  close(): void {
    this.#stopLooking();
    this.#outbox.close();
    for (const user of this.#peers.keys()) this.#drop(user);
  }
}

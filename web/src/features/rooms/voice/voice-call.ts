// One page's time in a room's voice: joined by a press, kept through lost sockets, left without a trace.
import type { RoomState } from "#core/domain/lock-in/room-state.ts";
import type { RtcTold, VoiceRefused } from "#core/protocol/voice.ts";
import { api } from "#web/lib/api.ts";
import { afterMs } from "#web/lib/background-timer.ts";
import { createStore, type Store } from "#web/lib/external-store.ts";
import type { LiveActor, LiveSignal } from "#web/lib/live.ts";
import { type NoMicrophone, openMicrophone } from "./microphone.ts";
import type { LinkStatus } from "./peer-link.ts";
import { meterSpeaking } from "./speaking-meter.ts";
import { VoiceMesh } from "./voice-mesh.ts";
import { voiceSettings } from "./voice-settings.ts";

/** Why one is out without having asked for it. */
export type VoiceEnd = "full" | "elsewhere" | "failed" | "noSocket";

export type VoiceView = {
  readonly stage: "out" | "joining" | "in";
  readonly ended: VoiceEnd | null;
  readonly muted: boolean;
  /** Space is held: heard although muted. */
  readonly holding: boolean;
  /** Nobody speaks while the room focuses. */
  readonly resting: boolean;
  /** Listening only, and why. */
  readonly noMicrophone: NoMicrophone | null;
  readonly links: ReadonlyMap<string, LinkStatus>;
};

type Actor = Pick<LiveActor<RoomState>, "getSnapshot" | "subscribe" | "signal" | "onSignal">;

const OUT: VoiceView = {
  stage: "out",
  ended: null,
  muted: false,
  holding: false,
  resting: false,
  noMicrophone: null,
  links: new Map(),
};

/** A room that does not answer by then is not reached by a socket. */
const JOIN_WITHIN_MS = 15_000;

export class VoiceCall {
  readonly view: Store<VoiceView> = createStore(OUT);
  readonly #actor: Actor;
  readonly #self: string;
  #stay = "";
  #mesh: VoiceMesh | null = null;
  #track: MediaStreamTrack | null = null;
  #stopMeter: (() => void) | null = null;
  #isSpeaking = false;
  #stops: (() => void)[] = [];
  /** Whether this connection to the room has been told where we are. */
  #isAnnounced = false;
  #followedRev = 0;
  #isResting: boolean;

  constructor(actor: Actor, self: string, isResting: boolean) {
    this.#actor = actor;
    this.#self = self;
    this.#isResting = isResting;
  }

  /** Whether sound goes through a relay, so that nobody learns an address. */
  get isRelayed(): boolean {
    return this.#mesh?.isRelayed ?? false;
  }

  #change(change: Partial<VoiceView>): void {
    this.view.set({ ...this.view.get(), ...change });
  }

  get #isHeardByOthers(): boolean {
    const { stage, muted, holding, resting } = this.view.get();
    return stage !== "out" && this.#track !== null && !resting && (!muted || holding);
  }

  /** Asks for the microphone; without one, one listens. */
  async join(): Promise<void> {
    if (this.view.get().stage !== "out") return;
    const stay = crypto.randomUUID();
    this.#stay = stay;
    this.view.set({ ...OUT, stage: "joining", resting: this.#isResting });
    const isStill = () => this.#stay === stay;
    const { microphone, speaker } = voiceSettings.get();
    const [config, opened] = await Promise.all([
      api("get", "/rtc/config").catch(() => null),
      openMicrophone(microphone),
    ]);
    if (!isStill() || config === null) {
      if (opened.ok) opened.value.stop();
      if (isStill()) this.#end("failed");
      return;
    }
    const send: ConstructorParameters<typeof VoiceMesh>[2] = (signal) => this.#actor.signal("rtc", signal);
    const mesh = new VoiceMesh(this.#self, config, send, () => this.#change({ links: mesh.statuses() }));
    this.#mesh = mesh;
    mesh.setSink(speaker);
    mesh.setHeard(!this.#isResting);
    this.#change({ noMicrophone: opened.ok ? null : opened.error, muted: !opened.ok || this.#isResting });
    if (opened.ok) this.#use(opened.value);
    const goodbye = () => this.#announce(false);
    addEventListener("pagehide", goodbye);
    this.#stops.push(
      () => removeEventListener("pagehide", goodbye),
      this.#actor.onSignal((signal) => this.#signalled(signal)),
      this.#actor.subscribe(() => this.#follow()),
      voiceSettings.subscribe(() => this.#choicesChanged()),
      afterMs(JOIN_WITHIN_MS, () => this.view.get().stage === "joining" && this.#end("failed")),
    );
    this.#follow();
  }

  #announce(on: boolean): void {
    this.#actor.signal("voice", { on, stay: this.#stay, muted: !this.#isHeardByOthers });
  }

  /** What presence says of us and of everybody else; after a lost socket it is answered with where we are. */
  #follow(): void {
    const { presence, status } = this.#actor.getSnapshot();
    // What connects pages needs a socket. Those that are connected go on without one, whatever a poll shows of their seats.
    if (status === "polling" && this.view.get().stage === "joining") return this.#end("noSocket");
    if (presence === null || (status !== "live" && status !== "catching_up")) {
      this.#isAnnounced = false;
      return;
    }
    if (presence.rev === this.#followedRev && this.#isAnnounced) return;
    this.#followedRev = presence.rev;
    const own = presence.members.find(({ user }) => user === this.#self)?.voice;
    const isOurs = own?.stay === this.#stay;
    // The person has joined on another page, which goes on alone.
    if (this.view.get().stage === "in" && own !== undefined && !isOurs) return this.#end("elsewhere");
    if (!this.#isAnnounced || !isOurs) {
      this.#isAnnounced = true;
      this.#announce(true);
      // Another socket does not know it.
      if (this.#isSpeaking) this.#actor.signal("speaking", { on: true });
    }
    if (!isOurs) return;
    if (this.view.get().stage === "joining") this.#change({ stage: "in" });
    this.#mesh?.follow(presence.members);
  }

  #signalled({ name, by, data }: LiveSignal): void {
    if (name === "rtc") this.#mesh?.receive(by, data as RtcTold);
    else if (name === "voice" && (data as VoiceRefused).reason === "full") this.#end("full");
  }

  #use(track: MediaStreamTrack): void {
    this.#letGo();
    this.#track = track;
    track.addEventListener("ended", () => void this.#unplugged(track));
    this.#stopMeter = meterSpeaking(track, (on) => {
      this.#isSpeaking = on;
      this.#actor.signal("speaking", { on });
    });
    this.#mesh?.setTrack(track);
    this.#apply();
  }

  #letGo(): void {
    this.#stopMeter?.();
    this.#stopMeter = null;
    this.#track?.stop();
    this.#track = null;
  }

  /** The device was pulled out: another one, if there is. */
  async #unplugged(track: MediaStreamTrack): Promise<void> {
    if (this.#track === track) await this.retryMicrophone();
  }

  /** Also after the person has allowed it in the browser. */
  async retryMicrophone(): Promise<void> {
    const stay = this.#stay;
    const opened = await openMicrophone(voiceSettings.get().microphone);
    if (this.#stay !== stay || this.view.get().stage === "out") {
      if (opened.ok) opened.value.stop();
      return;
    }
    if (opened.ok) {
      this.#change({ noMicrophone: null });
      this.#use(opened.value);
    } else {
      this.#letGo();
      this.#mesh?.setTrack(null);
      this.#change({ noMicrophone: opened.error, muted: true });
    }
    this.#announce(true);
  }

  #choicesChanged(): void {
    const { microphone, speaker } = voiceSettings.get();
    this.#mesh?.setSink(speaker);
    const used = this.#track?.getSettings().deviceId ?? "";
    if (this.#track !== null && microphone !== "" && microphone !== used) void this.retryMicrophone();
  }

  /** The microphone is open exactly while others may hear it. */
  #apply(): void {
    if (this.#track !== null) this.#track.enabled = this.#isHeardByOthers;
  }

  #speakingChanged(change: Partial<VoiceView>): void {
    const before = this.#isHeardByOthers;
    this.#change(change);
    this.#apply();
    if (this.#isHeardByOthers !== before && this.#isAnnounced) this.#announce(true);
  }

  setMuted(muted: boolean): void {
    if (this.view.get().stage !== "out") this.#speakingChanged({ muted });
  }

  hold(holding: boolean): void {
    const { stage, holding: before } = this.view.get();
    if (stage !== "out" && holding !== before) this.#speakingChanged({ holding });
  }

  /** While the room focuses nobody is heard; afterwards nobody is without meaning to be. */
  setResting(resting: boolean): void {
    if (resting === this.#isResting) return;
    this.#isResting = resting;
    if (this.view.get().stage === "out") return;
    this.#mesh?.setHeard(!resting);
    this.#speakingChanged(resting ? { resting, muted: true, holding: false } : { resting });
  }

  leave(): void {
    if (this.view.get().stage !== "out") this.#end(null);
  }

  #end(ended: VoiceEnd | null): void {
    if (ended === null || ended === "failed") this.#announce(false);
    for (const stop of this.#stops.splice(0)) stop();
    this.#letGo();
    this.#mesh?.close();
    this.#mesh = null;
    this.#stay = "";
    this.#isAnnounced = false;
    this.#followedRev = 0;
    this.view.set({ ...OUT, ended });
  }
}

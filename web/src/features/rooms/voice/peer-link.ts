// The connection to one other person in voice. Where both offer at once, the one that does not lead yields.
import { comesFromAnother } from "./link-rules.ts";
import type { RtcConfig, RtcData } from "#core/protocol/voice.ts";

export type LinkStatus = "connecting" | "connected" | "unreachable";

type Description = Extract<RtcData, { description: unknown }>["description"];
type Candidates = Extract<RtcData, { candidates: unknown }>["candidates"];

export type LinkOptions = {
  readonly config: RtcConfig;
  /** Offers first, and does not yield. */
  readonly leads: boolean;
  readonly track: MediaStreamTrack | null;
  readonly send: (data: RtcData) => void;
  readonly hear: (track: MediaStreamTrack) => void;
  readonly changed: () => void;
};

/** Looked after this often while it is not connected. */
const TRY_EVERY_MS = 4_000;
/** Then it is said that there is no way, while it is tried on. */
const UNREACHABLE_AFTER_MS = 15_000;

export class PeerLink {
  readonly #pc: RTCPeerConnection;
  readonly #options: LinkOptions;
  #track: MediaStreamTrack | null;
  /** One message after the other: each has several steps. */
  #work: Promise<void> = Promise.resolve();
  #lostAt = performance.now();
  #triedAt = performance.now();
  #isUnreachable = false;
  #isClosed = false;

  constructor(options: LinkOptions) {
    const { config, leads, track } = options;
    this.#options = options;
    this.#track = track;
    const pc = new RTCPeerConnection({
      iceServers: config.iceServers.map(({ urls, username, credential }) => ({
        urls,
        ...(username === undefined ? {} : { username }),
        ...(credential === undefined ? {} : { credential }),
      })),
      iceTransportPolicy: config.relayOnly ? "relay" : "all",
      bundlePolicy: "max-bundle",
    });
    this.#pc = pc;
    pc.addEventListener("icecandidate", ({ candidate }) => this.#found(candidate));
    pc.addEventListener("track", ({ track: heard }) => options.hear(heard));
    pc.addEventListener("negotiationneeded", () => this.#then(() => this.#offer()));
    pc.addEventListener("connectionstatechange", () => this.#stateChanged());
    // Only one side makes the line; the other takes it up with its answer, so that there is never a second one.
    if (leads) {
      const { sender } = pc.addTransceiver("audio", { direction: "sendrecv" });
      if (track !== null) this.#then(() => sender.replaceTrack(track));
    }
  }

  get status(): LinkStatus {
    if (this.#pc.connectionState === "connected") return "connected";
    return this.#isUnreachable ? "unreachable" : "connecting";
  }

  /** A step that fails on a connection which has moved on meanwhile is made up for by the next attempt. */
  #then(step: () => Promise<void>): void {
    this.#work = this.#work.then(() => (this.#isClosed ? undefined : step())).catch(() => undefined);
  }

  async #offer(): Promise<void> {
    if (this.#pc.signalingState !== "stable") return;
    await this.#pc.setLocalDescription();
    this.#describe();
  }

  #describe(): void {
    const { localDescription } = this.#pc;
    if (localDescription === null || this.#isClosed) return;
    const { type, sdp } = localDescription;
    if (type === "offer" || type === "answer") this.#options.send({ description: { type, sdp } });
  }

  #found(candidate: RTCIceCandidate | null): void {
    if (candidate === null || candidate.candidate === "" || this.#isClosed) return;
    const { candidate: line, sdpMid, sdpMLineIndex, usernameFragment } = candidate;
    this.#options.send({ candidates: [{ candidate: line, sdpMid, sdpMLineIndex, usernameFragment }] });
  }

  /** Whether this offer comes from another connection of the other page than the one this was made with. */
  isReplacedBy(data: RtcData): boolean {
    const known = this.#pc.remoteDescription;
    return known !== null && "description" in data && comesFromAnother(data.description, known);
  }

  receive(data: RtcData): void {
    this.#then(() => ("description" in data ? this.#described(data.description) : this.#reached(data.candidates)));
  }

  async #described(description: Description): Promise<void> {
    const pc = this.#pc;
    const collides = description.type === "offer" && pc.signalingState !== "stable";
    // The other side yields, and answers ours.
    if (collides && this.#options.leads) return;
    await pc.setRemoteDescription(description);
    if (description.type === "answer") return;
    for (const transceiver of pc.getTransceivers()) {
      transceiver.direction = "sendrecv";
      await transceiver.sender.replaceTrack(this.#track);
    }
    await pc.setLocalDescription();
    this.#describe();
  }

  async #reached(candidates: Candidates): Promise<void> {
    for (const candidate of candidates) {
      try {
        await this.#pc.addIceCandidate(candidate);
      } catch {
        // Of an offer that was ignored or replaced; the one that counts brings its own.
      }
    }
  }

  #stateChanged(): void {
    const state = this.#pc.connectionState;
    if (state === "connected") this.#isUnreachable = false;
    else if (state === "disconnected") this.#lostAt = performance.now();
    else if (state === "failed") this.#tryAgain();
    this.#options.changed();
  }

  /** Called now and then: messages may be lost, networks change, and people wait only so long without a word. */
  look(): void {
    const now = performance.now();
    if (this.#isClosed || this.#pc.connectionState === "connected") return;
    if (now - this.#triedAt >= TRY_EVERY_MS) this.#tryAgain();
    if (this.#isUnreachable || now - this.#lostAt < UNREACHABLE_AFTER_MS) return;
    this.#isUnreachable = true;
    this.#options.changed();
  }

  #tryAgain(): void {
    this.#triedAt = performance.now();
    if (this.#pc.signalingState === "have-local-offer") this.#describe();
    else if (this.#pc.getTransceivers().length > 0) this.#pc.restartIce();
  }

  setTrack(track: MediaStreamTrack | null): void {
    this.#track = track;
    this.#then(async () => {
      for (const { sender } of this.#pc.getTransceivers()) await sender.replaceTrack(track);
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#pc.close();
  }
}

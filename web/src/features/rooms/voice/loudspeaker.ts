// One other person made audible, through the speaker this page has chosen.

export class Loudspeaker {
  readonly #audio = new Audio();

  constructor(sinkId: string, isHeard: boolean) {
    this.#audio.autoplay = true;
    this.#audio.muted = !isHeard;
    this.setSink(sinkId);
  }

  play(track: MediaStreamTrack): void {
    this.#audio.srcObject = new MediaStream([track]);
    // Joining was a press, so sound is allowed; where the browser still says no, the next press lets it through.
    this.#audio.play().catch(() => {
      document.addEventListener("pointerdown", () => void this.#audio.play().catch(() => undefined), { once: true });
    });
  }

  setHeard(isHeard: boolean): void {
    this.#audio.muted = !isHeard;
  }

  /** A speaker that has been unplugged since it was chosen: the system's own takes over. */
  setSink(sinkId: string): void {
    if (!("setSinkId" in this.#audio)) return;
    this.#audio.setSinkId(sinkId).catch(() => undefined);
  }

  close(): void {
    this.#audio.pause();
    this.#audio.srcObject = null;
  }
}

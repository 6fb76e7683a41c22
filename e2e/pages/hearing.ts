// What a person at a page would hear and when: its sound goes through an audio graph whose own clock names each sample.
import type { Page } from "playwright-core";

/** Instants are of the machine's own clock (epoch ms), which all pages of a test share. */
type Heard = {
  readonly slide: number;
  readonly at: number;
};

type Hearing = {
  /** The first sample after silence. */
  readonly starts: Heard[];
  /** The loud beginning of each second of a tone (`toneWav`): where in it a page is. */
  readonly seconds: Heard[];
};
type Told = { readonly kind: keyof Hearing; readonly atS: number };
type Listening = { readonly hearing: Hearing };

/** Runs where sound is rendered, which a busy page does not hold up. */
const LISTENER = `
  const SILENT_FOR_S = 0.2;
  registerProcessor("listener", class extends AudioWorkletProcessor {
    soundS = -1;
    loudS = -1;
    process([[samples = []]]) {
      for (const [index, sample] of samples.entries()) {
        const level = Math.abs(sample);
        if (level < 0.004) continue;
        const atS = (currentFrame + index) / sampleRate;
        if (atS - this.soundS > SILENT_FOR_S) this.port.postMessage({ kind: "starts", atS });
        this.soundS = atS;
        if (level < 0.5) continue;
        if (atS - this.loudS > SILENT_FOR_S) this.port.postMessage({ kind: "seconds", atS });
        this.loudS = atS;
      }
      return true;
    }
  });
`;

/** Before the page is opened: its policy lets in no script but the product's own. */
export const letListen = async (page: Page): Promise<void> => {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Page.setBypassCSP", { enabled: true });
};

/** From here on, what the page's sounds play is heard; films are left as they are. */
export const listen = (page: Page): Promise<void> =>
  page.evaluate(async (listener) => {
    const hearing: Hearing = { starts: [], seconds: [] };
    Object.assign(globalThis, { hearing });
    const context = new AudioContext();
    await context.audioWorklet.addModule(URL.createObjectURL(new Blob([listener], { type: "text/javascript" })));
    const known = new WeakSet<EventTarget>();
    const hear = (player: EventTarget | null) => {
      if (!(player instanceof HTMLAudioElement) || known.has(player)) return;
      known.add(player);
      const node = new AudioWorkletNode(context, "listener");
      context.createMediaElementSource(player).connect(node).connect(context.destination);
      node.port.addEventListener("message", ({ data: { kind, atS } }: MessageEvent<Told>) => {
        const { contextTime, performanceTime } = context.getOutputTimestamp();
        if (contextTime === undefined || performanceTime === undefined) throw new Error("no clock of the output");
        const slide = Number(player.closest<HTMLElement>(".slide-layer")?.dataset["index"]);
        hearing[kind].push({ slide, at: performance.timeOrigin + performanceTime + (atS - contextTime) * 1_000 });
      });
      node.port.start();
    };
    // Media events do not bubble, but they can be caught on their way down.
    document.addEventListener("loadstart", ({ target }) => hear(target), true);
    for (const player of document.querySelectorAll("audio")) hear(player);
  }, LISTENER);

/** The first of its kind that is heard of a slide after `since`; undefined while there is none. */
export const firstHeard = (
  page: Page,
  kind: keyof Hearing,
  slide: number,
  since: number,
): Promise<number | undefined> =>
  page.evaluate(
    ([of, wanted, after]) =>
      (globalThis as unknown as Listening).hearing[of].find((heard) => heard.slide === wanted && heard.at > after)?.at,
    [kind, slide, since] as const,
  );

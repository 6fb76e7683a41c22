// Voice for tests in a browser: microphones that beep, and what each connection of a page has carried.
import type { Page } from "playwright-core";
import { expect } from "vitest";
import type { Visitor } from "./browser.ts";

export const FAKE_DEVICES = [
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
  "--autoplay-policy=no-user-gesture-required",
  // A machine without a network has no other way to itself.
  "--allow-loopback-in-peer-connection",
  "--disable-features=WebRtcHideLocalIpsWithMdns",
];

/** The connections a page has made, and how often it has asked for the microphone. */
export const noteLinks = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const seen = { links: [] as RTCPeerConnection[], asked: 0 };
    Object.assign(globalThis, { seen });
    const Native = RTCPeerConnection;
    globalThis.RTCPeerConnection = class extends Native {
      constructor(config?: RTCConfiguration) {
        super(config);
        seen.links.push(this);
      }
    };
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = (constraints) => {
      seen.asked += 1;
      return ask(constraints);
    };
  });
type Seen = { readonly seen: { readonly links: readonly RTCPeerConnection[]; readonly asked: number } };

/** How much sound has arrived on each connection that is open, by its place among all this page has made. */
export const heardBy = (page: Page): Promise<readonly (readonly [number, number])[]> =>
  page.evaluate(async () => {
    const heard: [number, number][] = [];
    for (const [index, link] of (globalThis as unknown as Seen).seen.links.entries()) {
      if (link.connectionState !== "connected") continue;
      for (const report of (await link.getStats()).values()) {
        if (report.type === "inbound-rtp") heard.push([index, (report.totalAudioEnergy as number | undefined) ?? 0]);
      }
    }
    return heard;
  });

export const made = (page: Page): Promise<number> =>
  page.evaluate(() => (globalThis as unknown as Seen).seen.links.length);
export const asked = (page: Page): Promise<number> => page.evaluate(() => (globalThis as unknown as Seen).seen.asked);

export const PATIENT = { timeout: 30_000, interval: 200 };

/** Sound, and not silence, from so many others, more of it than when asked. */
export const hears = async ({ page }: Visitor, others: number): Promise<void> => {
  const before = new Map<number, number>();
  await expect
    .poll(async () => {
      const now = await heardBy(page);
      for (const [link, energy] of now) if (!before.has(link)) before.set(link, energy);
      return [now.length, now.filter(([link, energy]) => energy > (before.get(link) ?? 0)).length];
    }, PATIENT)
    .toEqual([others, others]);
};

export const joinVoice = ({ page }: Visitor) => page.getByRole("button", { name: "Join voice" }).first().click();

/** Of each connection that is open, by which kind of address it goes and to which. */
export const pathsOf = (page: Page): Promise<readonly (readonly [string, string])[]> =>
  page.evaluate(async () => {
    const paths: [string, string][] = [];
    for (const link of (globalThis as unknown as Seen).seen.links) {
      if (link.connectionState !== "connected") continue;
      const reports = new Map<string, Record<string, unknown>>();
      for (const report of (await link.getStats()).values()) reports.set(report.id as string, report as never);
      const pair = [...reports.values()].find(({ type, nominated, state }) => {
        return type === "candidate-pair" && nominated === true && state === "succeeded";
      });
      const kindOf = (id: unknown) => String(reports.get(String(id))?.["candidateType"]);
      paths.push([kindOf(pair?.["localCandidateId"]), kindOf(pair?.["remoteCandidateId"])]);
    }
    return paths;
  });

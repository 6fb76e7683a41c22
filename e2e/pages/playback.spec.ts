// Sound and film that several people hear and see together, each behind a wire of their own length: started, moved, brought back.
import { loadavg } from "node:os";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDelayProxy } from "../harness/delay-proxy.ts";
import { delayOf, percentile } from "../harness/far-pages.ts";
import { useBrowser, useProduct } from "../harness/for-this-file.ts";
import { openRoom, signUp } from "../harness/people.ts";
import { isProof, promisedMs, sized } from "../harness/proofs.ts";
import { toneWav } from "../harness/tone-wav.ts";
import { type Screen, seriousFaults, sidewaysPx, takePicture } from "./browser.ts";
import type { GivenFile } from "./files.ts";
import { filmWebm } from "./film-webm.ts";
import { firstHeard, letListen, listen } from "./hearing.ts";
import { beganAt, forgetNoted, notedBy, notePlayers, putOff } from "./players.ts";
import { makeDeck, showDeck, untilSeen } from "./shows.ts";
import { closeAll, openDevice, type Talker } from "./talk.ts";

const STARTS = sized(40, 3);
/** Of the twenty wires, 20 to 200 ms long, those of these four. */
const WIRES = [0, 6, 12, 19];
const CAST: readonly (readonly [string, Screen])[] = [
  ["Lena Brandt", { width: 390, theme: "light" }],
  ["Mara Okafor", { width: 1440, theme: "dark" }],
  ["Noor Haddad", { width: 390, theme: "dark" }],
  ["Jonas Weidner", { width: 1440, theme: "light" }],
];
const FILM = 2;
/** However slow a machine is, it is not over before its test. */
const FILM_S = 300;
const MOVED_TO_S = 60;
const SPREAD_MS = 100;
/** Whose second is whose, where pages are apart by less than this. */
const HALF_A_SECOND_MS = 500;
const SEEK_ABOVE_MS = 300;
const MAX_RATE_CHANGE = 0.03;
const PATIENT = { timeout: 60_000, interval: 100 };

const product = useProduct();
const browser = useBrowser(["--autoplay-policy=no-user-gesture-required"]);
let proxies: Awaited<ReturnType<typeof startDelayProxy>>[] = [];

beforeAll(async () => {
  proxies = await Promise.all(WIRES.map((wire) => startDelayProxy(product.origin, delayOf(wire))));
});
afterAll(() => {
  for (const proxy of proxies) proxy.stop();
});

const tone = (name: string, seconds: number): GivenFile => ({
  name,
  mimeType: "audio/wav",
  buffer: toneWav(seconds),
});

const apartMs = (instants: readonly number[]): number => Math.max(...instants) - Math.min(...instants);
const figures = (spreads: readonly number[]): string =>
  `p50 ${percentile(spreads, 0.5).toFixed(0)}, p95 ${percentile(spreads, 0.95).toFixed(0)}, max ${Math.max(...spreads).toFixed(0)} ms`;

/** When what plays on each page would have begun; null where nothing does. */
const beganOn = (people: readonly Talker[]) => Promise.all(people.map(({ page }) => beganAt(page)));

/** As far as their clocks agree, which on a busy machine they do less. */
const untilTogether = (people: readonly Talker[]) =>
  expect
    .poll(() => beganOn(people), PATIENT)
    .toSatisfy((began: readonly (number | null)[]) => {
      const instants = began.filter((at) => at !== null);
      return instants.length === began.length && apartMs(instants) <= promisedMs(SPREAD_MS);
    });

/** The start numbered `count` of this page, once it has come. */
const startOf = async ({ page }: Talker, count: number) => {
  await expect.poll(async () => (await notedBy(page)).starts.length, PATIENT).toBeGreaterThanOrEqual(count);
  const start = (await notedBy(page)).starts[count - 1];
  if (start === undefined) throw new Error("no start");
  return start;
};

/** When the slide is first heard to begin, or a second of it, after `since` on each page. */
const heardBy = (people: readonly Talker[], kind: "starts" | "seconds", slide: number, since: number) =>
  Promise.all(
    people.map(async ({ page }) => {
      const heard = () => firstHeard(page, kind, slide, since);
      await expect.poll(heard, PATIENT).toBeDefined();
      return (await heard()) ?? Number.NaN;
    }),
  );

describe("sound and film of a slideshow", () => {
  it(`K12 K23 are heard to start together on four pages ${STARTS} times, and are brought together where a page is off`, async () => {
    const people: Talker[] = [];
    for (const [index, [name, screen]] of CAST.entries()) {
      const origin = proxies[index]?.origin ?? product.origin;
      people.push(await openDevice(browser, origin, await signUp(product.origin, name), screen));
    }
    const [lena, mara] = people as [Talker, Talker];
    // Only a page of an origin that can be trusted may encode.
    await lena.page.goto("/decks");
    const files = [tone("one.wav", 60), tone("two.wav", 61), await filmWebm(lena.page, FILM_S)];
    await makeDeck(lena, "Sound and film", files, files.length);
    const room = await openRoom(lena);
    for (const { page, call } of people) {
      await notePlayers(page);
      await letListen(page);
      await call("POST", "/rooms/join", { code: room.code });
      await page.goto(`/rooms/${room.id}`);
    }
    for (const { page } of people) await listen(page);
    await showDeck(lena, "More", "Sound and film");
    // What a show begins with is loaded first and joined where it is by then; turned to, a slide is there before it starts.
    await heardBy(people, "starts", 0, 0);

    const begun: number[] = [];
    const later: number[] = [];
    for (let count = 1; count <= STARTS; count++) {
      const turnedAt = Date.now();
      await lena.page.getByRole("button", { name: count % 2 === 1 ? "Next slide" : "Previous slide" }).click();
      const starts = await heardBy(people, "starts", count % 2, turnedAt);
      begun.push(apartMs(starts));
      later.push(apartMs(await heardBy(people, "seconds", count % 2, Math.min(...starts) + HALF_A_SECOND_MS)));
      // On a busy machine any start may be held back, and then they have to come together; in a proof starts are what counts.
      if (!isProof) await untilTogether(people);
    }
    console.log(
      `what is heard on ${people.length} pages, ${STARTS} starts, load ${loadavg()[0]?.toFixed(1)}: ` +
        `began ${figures(begun)} apart; a second later ${figures(later)}`,
    );
    if (isProof) expect(percentile(begun, 0.95)).toBeLessThanOrEqual(SPREAD_MS);

    // The film: on for everybody, moved on by the driver, and gently or at once brought back where one page is off.
    for (const { page } of people) await forgetNoted(page);
    await lena.page.keyboard.press("End");
    await Promise.all(people.map(({ page }) => untilSeen(page, FILM)));
    const films = await Promise.all(people.map((person) => startOf(person, 1)));
    console.log(`film: first moved ${apartMs(films.map(({ movedAt }) => movedAt)).toFixed(0)} ms apart`);
    expect(films.every(({ slide }) => slide === FILM)).toBe(true);
    await untilTogether(people);
    const position = lena.page.getByLabel("Position");
    await position.fill(String((MOVED_TO_S - 1) * 1_000));
    await position.press("ArrowRight");
    await Promise.all(
      people.map(({ page }) =>
        page.waitForFunction(
          (seconds) => (document.querySelector<HTMLVideoElement>("[data-on=true] video")?.currentTime ?? 0) >= seconds,
          MOVED_TO_S,
        ),
      ),
    );
    await untilTogether(people);

    for (const byMs of [150, 1_500]) {
      await forgetNoted(mara.page);
      await putOff(mara.page, (await beganAt(mara.page)) ?? Number.NaN, byMs);
      await expect
        .poll(async () => {
          // The first jump is the test's own. On a busy machine it may take so long that another follows.
          const { rates, jumpsMs } = await notedBy(mara.page);
          return jumpsMs.length > 1 || (byMs < SEEK_ABOVE_MS && rates.some((rate) => rate !== 1));
        }, PATIENT)
        .toBe(true);
      await untilTogether(people);
      const { rates, jumpsMs } = await notedBy(mara.page);
      console.log(`put off by ${byMs} ms: rates ${rates.join(", ")}; jumps ${jumpsMs.map(Math.round).join(", ")} ms`);
      expect(rates.filter((rate) => Math.abs(rate - 1) > MAX_RATE_CHANGE + 1e-9)).toEqual([]);
      expect(jumpsMs.slice(1).filter((ms) => ms < SEEK_ABOVE_MS - 1)).toEqual([]);
    }
    await lena.page.getByRole("button", { name: "Pause" }).click();
    await Promise.all(
      people.map(({ page }) =>
        page.waitForFunction(() => document.querySelector<HTMLVideoElement>("[data-on=true] video")?.paused),
      ),
    );
    for (const [index, [, { width, theme }]] of CAST.entries()) {
      const { page } = people[index] as Talker;
      await takePicture(page, `room-film-${width}-${theme}`);
      expect(await sidewaysPx(page)).toBe(0);
      expect(await seriousFaults(page)).toEqual([]);
    }
    expect(people.flatMap(({ faults }) => faults)).toEqual([]);
    await closeAll(people);
  });
});

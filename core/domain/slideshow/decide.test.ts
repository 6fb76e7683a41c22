// What the driver may ask of a slideshow, and when it takes effect.
import { describe, expect, test } from "vitest";
import type { UserId } from "#core/protocol/ids.ts";
import type { Slideshow, SlideshowCommand } from "#core/protocol/slideshow.ts";
import { DECK, FACTS, showOf, START_AT } from "./deck.fixture.ts";
import { decideSlideshow, leadOf } from "./decide.ts";
import { evolveStage, type Showing } from "./evolve.ts";
import { stageAt } from "./stage.ts";

const USER = showOf().by;
const LEAD_MS = 400;
type Asked = { [N in SlideshowCommand["name"]]: Omit<Extract<SlideshowCommand, { name: N }>["data"], "fence"> };

class Presentation {
  now = START_AT;
  leadMs = LEAD_MS;
  facts: typeof FACTS | "asking" | null = FACTS;
  state: Showing & { readonly other: 1 };

  constructor(show?: Slideshow) {
    this.state = show === undefined ? { other: 1 } : { other: 1, show };
  }

  /** How many events it became, or why none. */
  ask<N extends SlideshowCommand["name"]>(name: N, data: Asked[N]): number | string {
    const command = { name, data: { fence: 1, ...data } } as unknown as SlideshowCommand;
    const decided = decideSlideshow(this.state.show ?? null, command, USER, this.now, {
      leadMs: () => this.leadMs,
      deck: () => this.facts,
    });
    if (!decided.ok) return decided.error.code;
    for (const event of decided.value) this.state = evolveStage(this.state, event);
    return decided.value.length;
  }

  get show(): Slideshow {
    if (this.state.show === undefined) throw new Error("nothing is shown");
    return this.state.show;
  }

  at(ms: number): number | null {
    return stageAt(this.show, START_AT + ms).index;
  }
}

test("K4 a command takes effect when nine in ten have had the time to hear of it: 300 to 1000 ms", () => {
  expect(leadOf([])).toBe(300);
  expect(leadOf([20, 40])).toBe(300);
  expect(leadOf([20, null])).toBe(300);
  expect(leadOf([...Array.from({ length: 18 }, () => 100), 450, 9_000])).toBe(300);
  expect(leadOf([...Array.from({ length: 17 }, () => 100), 450, 450, 9_000])).toBe(450);
  expect(leadOf([2_000, 2_000])).toBe(1_000);
});

describe("K5 a deck is shown by whoever may show it, from a slide that it has", () => {
  test("K5 shown, it is what the directory said of it", () => {
    const one = new Presentation();
    expect(one.ask("show", { deckId: DECK, index: 2 })).toBe(1);
    expect(one.show).toEqual(
      showOf({
        to: 2,
        effectiveAt: START_AT + LEAD_MS,
        playback: { on: true, positionMs: 0, effectiveAt: START_AT + LEAD_MS },
      }),
    );
    expect(one.at(0)).toBeNull();
    expect(one.at(LEAD_MS)).toBe(2);
  });

  test("K5 a deck that is looked up settles nothing; none, and a slide too far, are refused", () => {
    const one = new Presentation();
    one.facts = "asking";
    const decided = decideSlideshow(null, { name: "show", data: { fence: 1, deckId: DECK } }, USER, START_AT, {
      leadMs: () => LEAD_MS,
      deck: () => "asking",
    });
    expect(decided).toEqual({ ok: false, error: { code: "deck_asked", retryAfterMs: expect.any(Number) as number } });
    one.facts = null;
    expect(one.ask("show", { deckId: DECK })).toBe("no_such_deck");
    one.facts = FACTS;
    expect(one.ask("show", { deckId: DECK, index: 10 })).toBe("no_such_slide");
  });

  test("K5 where nothing is shown there is nothing to move", () => {
    const one = new Presentation();
    expect(one.ask("go", { index: 1 })).toBe("nothing_shown");
    expect(one.ask("play", { intervalMs: 2_000 })).toBe("nothing_shown");
    expect(one.ask("hide", {})).toBe("nothing_shown");
  });
});

describe("K6 a slide change", () => {
  test("K6 leaves what is on until it takes effect; the slide it leads to already is nothing", () => {
    const one = new Presentation(showOf());
    expect(one.ask("go", { index: 4 })).toBe(1);
    expect([one.at(LEAD_MS - 1), one.at(LEAD_MS)]).toEqual([0, 4]);
    expect(one.ask("go", { index: 4 })).toBe(0);
    expect(one.ask("go", { index: 10 })).toBe("no_such_slide");
  });

  test("K6 back in the same instant is back, not nothing", () => {
    const one = new Presentation(showOf());
    one.ask("go", { index: 4 });
    expect(one.ask("go", { index: 0 })).toBe(1);
    expect(one.at(10_000)).toBe(0);
    one.leadMs = 300;
    one.ask("go", { index: 5 });
    one.leadMs = 900;
    one.ask("go", { index: 6 });
    one.leadMs = 300;
    one.now += 10;
    expect(one.ask("go", { index: 0 })).toBe(1);
    expect(one.at(10_000)).toBe(0);
  });

  test("K6 keeps the rhythm of a show that plays", () => {
    const one = new Presentation(showOf({ intervalMs: 5_000 }));
    one.now += 12_000;
    expect(one.ask("go", { index: 7 })).toBe(1);
    expect([one.at(12_000), one.at(12_400), one.at(17_400)]).toEqual([2, 7, 8]);
  });
});

describe("K7 playing", () => {
  test("K7 begins from the slide that is on, ends there, and twice is nothing", () => {
    const one = new Presentation(showOf({ to: 3 }));
    expect(one.ask("play", { intervalMs: 2_000 })).toBe(1);
    expect([one.at(0), one.at(LEAD_MS), one.at(LEAD_MS + 2_000)]).toEqual([3, 3, 4]);
    expect(one.ask("play", { intervalMs: 2_000 })).toBe(0);
    one.now += 5_000;
    expect(one.ask("play", { intervalMs: null })).toBe(1);
    expect(one.at(60_000)).toBe(5);
    expect(one.ask("play", {})).toBe(0);
  });

  test("K7 from the last slide it begins again", () => {
    const one = new Presentation(showOf({ to: 9 }));
    one.ask("play", { intervalMs: 2_000 });
    expect([one.at(LEAD_MS - 1), one.at(LEAD_MS), one.at(LEAD_MS + 2_000)]).toEqual([9, 0, 1]);
  });

  test("K3 a film is stopped and set on together; the rhythm of the slides does not move it", () => {
    const one = new Presentation(showOf());
    expect(one.ask("play", { media: { on: false, positionMs: 7_000 } })).toBe(1);
    expect(stageAt(one.show, START_AT + 60_000).media).toEqual({ on: false, positionMs: 7_000 });
    one.now += 10_000;
    one.ask("play", { media: { on: true, positionMs: 7_000 } });
    expect(stageAt(one.show, one.now + LEAD_MS + 500).media).toEqual({ on: true, positionMs: 7_500 });
    one.now += 10_000;
    one.ask("play", { intervalMs: 600_000 });
    expect(stageAt(one.show, one.now + LEAD_MS).media?.positionMs).toBe(7_000 + 10_000);
  });
});

test("K8 hidden, nothing of it is left in the state; what comes late changes nothing", () => {
  const one = new Presentation(showOf());
  expect(one.ask("hide", {})).toBe(1);
  expect(one.state).toEqual({ other: 1 });
  const late = { user: USER as UserId, from: 0, to: 1, effectiveAt: START_AT };
  expect(evolveStage(one.state, { name: "went", data: late })).toBe(one.state);
});

// Who presents in a conversation.
import { describe, expect, test } from "vitest";
import type { ConversationCommand } from "#core/protocol/conversations.ts";
import type { UserId } from "#core/protocol/ids.ts";
import { DECK, FACTS } from "../slideshow/deck.fixture.ts";
import { ABANDONED_AFTER_MS } from "../slideshow/endings.ts";
import { ALICE, BOB, CAROL, ConversationOf, type Setting } from "./conversation.fixture.ts";
import { abandon, driverOf } from "./presenting.ts";

/** Alice owns it; Bob and Carol are members. */
const hall = (setting: Setting = {}): ConversationOf => {
  const conversation = new ConversationOf(setting);
  conversation.decks.set(DECK, FACTS);
  if (setting.kind !== "direct") conversation.add(ALICE, CAROL);
  return conversation;
};

const ask = (
  conversation: ConversationOf,
  user: UserId,
  name: ConversationCommand["name"],
  data: object = {},
): string | null => {
  const { fence } = driverOf(conversation.state);
  return conversation.ask(user, { name, data: { fence, ...data } } as ConversationCommand);
};
const show = (conversation: ConversationOf, user: UserId) => ask(conversation, user, "show", { deckId: DECK });

describe("K17 whoever shows first presents", () => {
  test("K17 others are refused until it is hidden; then anybody may", () => {
    const one = hall();
    expect(show(one, BOB)).toBeNull();
    expect(driverOf(one.state)).toEqual({ holder: BOB, fence: 1 });
    expect(one.log.slice(-2).map(({ name }) => name)).toEqual(["driver_changed", "shown"]);
    expect(show(one, CAROL)).toBe("not_driver");
    expect(ask(one, CAROL, "go", { index: 1 })).toBe("not_driver");
    expect(ask(one, BOB, "go", { index: 1, fence: 0 })).toBe("stale_fence");
    expect(ask(one, BOB, "go", { index: 1 })).toBeNull();
    expect(ask(one, BOB, "hide")).toBeNull();
    expect(one.state.show).toBeUndefined();
    expect(driverOf(one.state)).toEqual({ holder: null, fence: 2 });
    expect(show(one, CAROL)).toBeNull();
  });

  test("K17 it is passed on and released, and the show stays", () => {
    const one = hall();
    show(one, BOB);
    expect(ask(one, BOB, "pass_driver", { to: CAROL })).toBeNull();
    expect(ask(one, CAROL, "go", { index: 2 })).toBeNull();
    expect(ask(one, CAROL, "pass_driver", { to: "usr_00000000000000000000000009" })).toBe("no_such_member");
    expect(ask(one, CAROL, "release_driver")).toBeNull();
    expect(one.state.show?.to).toBe(2);
    expect(one.ask(BOB, { name: "claim_driver", data: {} })).toBeNull();
    expect(driverOf(one.state).holder).toBe(BOB);
  });
});

test("K18 a presenter who is gone may be replaced; owners and admins take over at any time, in a group", () => {
  const one = hall();
  show(one, BOB);
  const claim = (user: UserId) => one.ask(user, { name: "claim_driver", data: {} });
  expect(claim(CAROL)).toBe("driver_present");
  one.away.add(BOB);
  expect(claim(CAROL)).toBeNull();
  expect(claim(ALICE)).toBeNull();
  expect(claim(ALICE)).toBeNull();
  expect(driverOf(one.state)).toEqual({ holder: ALICE, fence: 3 });
  const two = hall({ kind: "direct" });
  expect(two.ask(ALICE, { name: "claim_driver", data: {} })).toBe("nothing_shown");
  show(two, BOB);
  expect(two.ask(ALICE, { name: "claim_driver", data: {} })).toBe("driver_present");
});

test("K19 a presenter who leaves or is removed takes the show along, but for one that somebody goes on with", () => {
  const one = hall();
  show(one, BOB);
  expect(one.ask(ALICE, { name: "remove_member", data: { user: BOB } })).toBeNull();
  expect(one.state.show).toBeUndefined();
  expect(driverOf(one.state)).toEqual({ holder: null, fence: 2 });
  show(one, CAROL);
  one.ask(ALICE, { name: "claim_driver", data: {} });
  expect(one.ask(CAROL, { name: "leave", data: {} })).toBeNull();
  expect(one.state.show).toMatchObject({ by: CAROL });
  expect(ask(one, ALICE, "go", { index: 3 })).toBeNull();
});

test("K20 where everything is encrypted no deck is shown", () => {
  const one = hall({ encryption: "mls" });
  expect(show(one, BOB)).toBe("wrong_encryption");
});

test("K21 what has not moved for half an hour is over, and nothing that moves by itself", () => {
  const one = hall();
  expect(abandon(one.state, one.now)).toEqual([]);
  show(one, BOB);
  one.now += ABANDONED_AFTER_MS;
  expect(abandon(one.state, one.now)).toEqual([]);
  ask(one, BOB, "play", { intervalMs: 600_000 });
  one.now += ABANDONED_AFTER_MS + 60_000;
  expect(abandon(one.state, one.now)).toEqual([]);
  one.now += 4 * ABANDONED_AFTER_MS;
  const over = abandon(one.state, one.now);
  expect(over.map(({ name }) => name)).toEqual(["hidden", "driver_changed"]);
  one.happen(over);
  expect([one.state.show, driverOf(one.state)]).toEqual([undefined, { holder: null, fence: 2 }]);
});

// Saving a deck while it is changed.
import { expect, test } from "vitest";
import { ApiError } from "#web/lib/http.ts";
import { openDeckEditing } from "./deck-editing.ts";
import type { Deck } from "./decks-api.ts";

const DECK = { id: "deck_1", title: "Talk", version: 1, slides: [] } as unknown as Deck;
const slide = (mediaId: string) => ({ mediaId, caption: "", notes: "" }) as Deck["slides"][number];

const refuse = async () => {
  throw new ApiError("stale_version", 409);
};

type Save = (version: number, title: string, slides: readonly Deck["slides"][number][]) => Promise<Deck>;
const open = (save: Save, read = async () => DECK) => {
  const due: (() => void)[] = [];
  let replaced = 0;
  let gone = 0;
  const editing = openDeckEditing(DECK, {
    save,
    read,
    onSaved: () => undefined,
    onReplaced: () => {
      replaced += 1;
    },
    onGone: () => {
      gone += 1;
    },
    after(_, run) {
      due.push(run);
      return () => {
        const at = due.indexOf(run);
        if (at !== -1) due.splice(at, 1);
      };
    },
  });
  const pass = async () => {
    due.shift()?.();
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { editing, pass, due, replacedTimes: () => replaced, goneTimes: () => gone };
};

test("changes are seen at once and saved together, each on the version before", async () => {
  const saves: (readonly [number, string])[] = [];
  const { editing, pass } = open(async (version, title) => {
    saves.push([version, title]);
    return { ...DECK, title, version: version + 1 };
  });
  editing.change({ title: "T" });
  editing.change({ title: "Th" });
  editing.change({ slides: (all) => [...all, slide("media_1")] });
  expect([editing.get().state, editing.get().slides.length]).toEqual(["unsaved", 1]);
  await pass();
  expect([saves, editing.get().state]).toEqual([[[1, "Th"]], "saved"]);
  editing.change({ title: "Thesis" });
  await pass();
  expect(saves).toEqual([
    [1, "Th"],
    [2, "Thesis"],
  ]);
});

test("without the network it is kept and tried again", async () => {
  let isOnline = false;
  const { editing, pass, due } = open(async (version, title) => {
    if (!isOnline) throw new ApiError("offline", 0);
    return { ...DECK, title, version: version + 1 };
  });
  editing.change({ title: "Thesis" });
  await pass();
  expect([editing.get().state, editing.get().title, due.length]).toEqual(["unsaved", "Thesis", 1]);
  isOnline = true;
  await pass();
  expect(editing.get().state).toBe("saved");
});

test("what was changed elsewhere is not overwritten: the newer version is shown", async () => {
  const newer = { ...DECK, title: "Newer", version: 9 };
  const { editing, pass, replacedTimes } = open(refuse, async () => newer);
  editing.change({ title: "Mine" });
  await pass();
  expect([editing.get().title, editing.get().version, editing.get().state, replacedTimes()]).toEqual([
    "Newer",
    9,
    "saved",
    1,
  ]);
});

test("a deck that is gone is not saved to any more", async () => {
  let saves = 0;
  const { editing, pass, due } = open(async () => {
    saves += 1;
    throw new ApiError("not_found", 404);
  });
  editing.change({ title: "Thesis" });
  await pass();
  await pass();
  expect([saves, due.length]).toEqual([1, 0]);
});

test("a deck without a title is not saved until it has one", async () => {
  let saves = 0;
  const { editing, pass } = open(async (version, title) => {
    saves += 1;
    return { ...DECK, title, version: version + 1 };
  });
  editing.change({ title: " " });
  await pass();
  expect([saves, editing.get().state]).toEqual([0, "unsaved"]);
});

test("a slide whose file was deleted before it was saved goes, and the others are saved", async () => {
  const saved: string[][] = [];
  const { editing, pass, due, goneTimes } = open(async (version, _, slides) => {
    const at = slides.findIndex(({ mediaId }) => mediaId === "media_gone");
    if (at !== -1) {
      const errors = [{ path: `slides.${at}.mediaId`, message: "no file of yours" }];
      const problem = { type: "", title: "", status: 422, code: "media_not_found" as const, errors, traceId: "" };
      throw new ApiError("media_not_found", 422, problem);
    }
    saved.push(slides.map(({ mediaId }) => mediaId));
    return { ...DECK, version: version + 1 };
  });
  editing.change({ slides: () => [slide("media_1"), slide("media_gone"), slide("media_2")] });
  await pass();
  expect(editing.get().state).toBe("unsaved");
  await pass();
  expect([saved, editing.get().state, goneTimes(), due]).toEqual([[["media_1", "media_2"]], "saved", 1, []]);
});

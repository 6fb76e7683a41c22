// Half-written messages: one per conversation and person, the same in every tab, kept over reload and crash.
import { createStore, type Store, useStore } from "./external-store.ts";

const PREFIX = "lockstep.draft.";
const keyOf = (user: string, conversation: string) => `${PREFIX}${user}.${conversation}`;

/** Changes whenever any draft does, in this tab or another. */
const revision: Store<number> = createStore(0);
const touch = () => revision.set(revision.get() + 1);
if (typeof addEventListener === "function") {
  addEventListener("storage", ({ key }: StorageEvent) => {
    if (key === null || key.startsWith(PREFIX)) touch();
  });
}

export const readDraft = (user: string, conversation: string): string => {
  try {
    return localStorage.getItem(keyOf(user, conversation)) ?? "";
  } catch {
    return "";
  }
};

export const writeDraft = (user: string, conversation: string, text: string): void => {
  try {
    if (text === "") localStorage.removeItem(keyOf(user, conversation));
    else localStorage.setItem(keyOf(user, conversation), text);
  } catch {
    // A full or forbidden store: the text is still in the field.
  }
  touch();
};

export const useDraft = (user: string, conversation: string): string => {
  useStore(revision);
  return readDraft(user, conversation);
};

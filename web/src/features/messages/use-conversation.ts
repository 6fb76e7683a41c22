// One page's conversation: opened with the page, closed with it.
import { useEffect, useState, useSyncExternalStore } from "react";
import { keepWatch } from "#web/lib/keep-watch.ts";
import { type ConversationStore, type OpenConversation, openConversationStore } from "./conversation-store.ts";
import { lookForLost } from "./look-for-lost.ts";

const noSubscription = () => () => undefined;
const nothing = () => null;

export type Opened = { readonly store: ConversationStore; readonly open: OpenConversation };

export const useConversation = (id: string, user: string, attempt: number): Opened | null => {
  const [store, setStore] = useState<ConversationStore | null>(null);
  useEffect(() => {
    const opened = openConversationStore(id, user);
    // The connection belongs to the effect: opened and closed with the page, never during a render.
    // oxlint-disable-next-line react/set-state-in-effect
    setStore(opened);
    const stops = [keepWatch(opened.actor, user), lookForLost(opened.actor, user)];
    return () => {
      setStore(null);
      for (const stop of stops) stop();
      opened.close();
    };
  }, [id, user, attempt]);
  const open = useSyncExternalStore(store?.subscribe ?? noSubscription, store?.get ?? nothing);
  return store === null || open === null ? null : { store, open };
};

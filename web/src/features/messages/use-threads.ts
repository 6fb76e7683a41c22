// The inbox as a list: from the directory, renewed by what the inbox tells.
import { useInfiniteQuery, useQueries, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { renew } from "#web/lib/renew.ts";
import { useTalk } from "#web/messages/talk.ts";
import { useInbox } from "./inbox-store.ts";
import { conversationsQuery, lastMessageQuery } from "./message-queries.ts";
import { byActivity, type Thread, threadOf } from "./thread-view.ts";

/** So many have their last words shown; asking for more would wake conversations nobody looks at. */
const WITH_WORDS = 30;

export const useThreads = (self: string) => {
  const t = useTalk();
  const client = useQueryClient();
  const { unread, state } = useInbox();
  const list = useInfiniteQuery(conversationsQuery);
  const asking = useMemo(
    () =>
      new Set<string>(
        state?.invitations.filter(({ kind }) => kind === "request").map(({ conversation }) => conversation),
      ),
    [state],
  );
  const views = useMemo(
    () => (list.data?.pages.flatMap(({ items }) => items) ?? []).filter(({ id }) => !asking.has(id)),
    [list.data, asking],
  );
  const lasts = useQueries({ queries: views.slice(0, WITH_WORDS).map(({ id }) => lastMessageQuery(id)) });

  // Something newer than the words shown, or a conversation the list does not know yet.
  useEffect(() => {
    let isUnknown = false;
    for (const { conversation, head } of unread.values()) {
      const { queryKey } = lastMessageQuery(conversation as string);
      const known = client.getQueryData(queryKey);
      if (known !== undefined && (known?.seq ?? 0) < head) void renew(client, queryKey);
      if (list.data !== undefined && !views.some(({ id }) => id === conversation) && !asking.has(conversation))
        isUnknown = true;
    }
    if (isUnknown) void renew(client, conversationsQuery.queryKey);
    // The list itself is not a reason to ask again.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [unread, state]);

  const threads: readonly Thread[] = byActivity(
    views.map((view, index) => threadOf(view, self, t.unnamed, lasts[index]?.data ?? null, unread.get(view.id))),
  );
  return { list, threads };
};

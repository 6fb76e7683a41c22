// The inbox as a list: from the directory, renewed by what the inbox tells.
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { renew } from "#web/lib/renew.ts";
import { useTalk } from "#web/messages/talk.ts";
import { useInbox } from "./inbox-store.ts";
import { conversationsQuery } from "./message-queries.ts";
import { byActivity, type Thread, threadOf } from "./thread-view.ts";

export const useThreads = (self: string) => {
  const t = useTalk();
  const client = useQueryClient();
  const { unread, newest, state } = useInbox();
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

  // A conversation the list does not know yet.
  useEffect(() => {
    let isUnknown = false;
    for (const { conversation } of unread.values()) {
      if (list.data !== undefined && !views.some(({ id }) => id === conversation) && !asking.has(conversation))
        isUnknown = true;
    }
    if (isUnknown) void renew(client, conversationsQuery.queryKey);
    // The list itself is not a reason to ask again.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [unread, state]);

  const threads: readonly Thread[] = byActivity(
    views.map((view) =>
      threadOf(view, self, t.unnamed, {
        listedAt: list.dataUpdatedAt,
        heard: unread.get(view.id),
        open: newest.get(view.id),
      }),
    ),
  );
  return { list, threads };
};

// How people are called here: members by the conversation's own word, those who left by their profile.
import { useQueries } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { peopleOf } from "#core/domain/conversations/notices.ts";
import type { ConversationMember } from "#core/protocol/conversations.ts";
import { personQuery } from "#web/features/people/people-queries.ts";
import { useTalk } from "#web/messages/talk.ts";
import type { ConversationLog } from "./conversation-log.ts";

const MOST_ASKED = 20;

export const useNames = (members: readonly ConversationMember[], { messages, notices }: ConversationLog) => {
  const t = useTalk();
  const known = useMemo(() => new Map(members.map(({ user, name }) => [user as string, name])), [members]);
  const gone = useMemo(
    () =>
      [...new Set([...notices.flatMap(peopleOf), ...messages.map(({ user }) => user as string)])]
        .filter((user) => !known.has(user))
        .slice(0, MOST_ASKED),
    [messages, notices, known],
  );
  const asked = useQueries({ queries: gone.map((user) => ({ ...personQuery(user), retry: false })) });
  const goneNames = asked.map(({ data }) => data?.name ?? "").join("\n");
  return useCallback(
    (user: string): string => {
      const left = goneNames.split("\n")[gone.indexOf(user)];
      return known.get(user) ?? (left === undefined || left === "" ? t.somebody : left);
    },
    [known, gone, goneNames, t],
  );
};

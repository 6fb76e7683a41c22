// The past of a conversation, page by page: messages as they are now, and what happened between them.
import { z } from "zod";
import { ConversationRole, type FoldedMessage, MessageView } from "./conversations.ts";
import { UserId } from "./ids.ts";

const notice = <N extends string, D extends z.ZodRawShape>(name: N, data: D) =>
  z.object({ seq: z.int(), at: z.int(), name: z.literal(name), data: z.object(data) });

/** What happened besides words, as the live actor tells it: who came and went, names, roles, pins. */
export const Notice = z
  .discriminatedUnion("name", [
    notice("renamed", { user: UserId, title: z.string() }),
    notice("members_added", {
      by: UserId,
      members: z.array(z.object({ user: UserId, name: z.string(), role: ConversationRole })),
    }),
    notice("member_removed", { by: UserId, user: UserId }),
    notice("left", { user: UserId }),
    notice("role_set", { by: UserId, user: UserId, role: ConversationRole }),
    notice("pinned", { user: UserId, target: z.int(), on: z.literal(true) }),
  ])
  .meta({ id: "Notice" });
export type Notice = z.infer<typeof Notice>;

/** Beside so many messages a page holds at most so many notices, the newest of its span. */
export const MAX_NOTICES_PER_PAGE = 500;

/**
 * History folded up to `asOf`, newest page first when read with `before`; all of it oldest first. `notices` are those of
 * the page's span: from its oldest message, or the beginning where no page is before it, up to `before`.
 */
export const MessagePage = z
  .object({
    items: z.array(MessageView),
    notices: z.array(Notice),
    asOf: z.int(),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: "MessagePage" });

export type HistoryPage = {
  /** Oldest first. */
  readonly items: readonly FoldedMessage[];
  readonly notices: readonly Notice[];
  readonly asOf: number;
  /** Where the page before this one ends; null where there is none. */
  readonly before: number | null;
};

// What happened in a conversation besides words: who came and went, names, roles, pins. Pure.
import type { SequencedConversationEvent } from "#core/domain/conversations/folding.ts";

export type Notice = Extract<
  SequencedConversationEvent,
  { name: "renamed" | "members_added" | "member_removed" | "left" | "role_set" | "pinned" }
>;

const TOLD: ReadonlySet<string> = new Set([
  "renamed",
  "members_added",
  "member_removed",
  "left",
  "role_set",
  "pinned",
] satisfies Notice["name"][]);

/** Taking a pin off again is nothing to tell everybody. */
export const isNotice = (event: SequencedConversationEvent): event is Notice =>
  TOLD.has(event.name) && !(event.name === "pinned" && !event.data.on);

/** Everyone a line names. */
export const peopleOf = ({ name, data }: Notice): readonly string[] => {
  switch (name) {
    case "members_added":
      return [data.by, ...data.members.map(({ user }) => user)];
    case "member_removed":
    case "role_set":
      return [data.by, data.user];
    default:
      return [data.user];
  }
};

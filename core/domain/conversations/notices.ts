// What happened in a conversation besides words, as pages tell it: who came and went, names, roles, pins. Pure.
import type { SequencedEvent } from "#core/protocol/frames.ts";
import type { Notice } from "#core/protocol/history.ts";

const TOLD: ReadonlySet<string> = new Set([
  "renamed",
  "members_added",
  "member_removed",
  "left",
  "role_set",
  "pinned",
] satisfies Notice["name"][]);

/** What an event tells everybody; null where that is nothing, as taking a pin off again. */
export const noticeOf = ({ seq, at, name, data }: SequencedEvent): Notice | null =>
  !TOLD.has(name) || (name === "pinned" && !(data as { on: boolean }).on) ? null : ({ seq, at, name, data } as Notice);

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

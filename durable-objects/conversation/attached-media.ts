// Which files a message of the log carries, and what their being there is called in the directory.
import type { ConversationEventData } from "#core/protocol/conversations.ts";
import type { SequencedEvent } from "#core/protocol/frames.ts";
import type { MediaId } from "#core/protocol/ids.ts";

export const attachedIn = ({ name, data }: SequencedEvent): MediaId[] =>
  name === "sent" ? ((data as ConversationEventData["sent"]).body.attachments ?? []).map(({ id }) => id) : [];

/** One message is one reason: the same file may be in several, and is gone with the last. */
export const reasonOf = (seq: number): string => `message:${seq}`;

// What a file of a message is to whoever looks: something to see, to hear, or to take along; and all of them in a few words.
import type { AttachedMedia, AttachedSummary } from "#core/protocol/media.ts";

export type Part = "picture" | "film" | "sound" | "file";

/** What its recorder calls a voice message; nothing else about it differs from other sound. */
export const VOICE_NAME = "voice-message";
export const isVoice = ({ name }: { readonly name: string }): boolean => name.startsWith(VOICE_NAME);

/** A recording may come in a film's container; it is one without a picture. */
export const partOf = ({ kind, width }: Pick<AttachedMedia, "kind" | "width">): Part => {
  if (kind === "image") return "picture";
  if (kind === "video") return width === null ? "sound" : "film";
  return kind === "audio" ? "sound" : "file";
};

type Summed = Pick<AttachedMedia, "kind" | "width" | "name" | "durationMs">;

const kindOf = (media: Summed): AttachedSummary["kind"] => {
  const part = partOf(media);
  return part === "sound" && isVoice(media) ? "voice" : part;
};

/** null of none. Kinds that differ are files. */
export const summaryOf = (attachments: readonly Summed[] = []): AttachedSummary | null => {
  const [first] = attachments;
  if (first === undefined) return null;
  const kind = kindOf(first);
  const count = attachments.length;
  const isOne = count === 1;
  return {
    kind: attachments.every((one) => kindOf(one) === kind) ? kind : "file",
    count,
    name: isOne && (kind === "sound" || kind === "file") ? first.name : null,
    durationMs: isOne ? first.durationMs : null,
  };
};

// The words of a message: links become links, mentioned names stand out, everything else is text.
import { Fragment } from "react";
import { type Mentioned, namedParts } from "./mentions.ts";

const LINK = /\bhttps?:\/\/[^\s<>"']+[^\s<>"'.,:;!?)\]}]/g;

type Part = { readonly text: string; readonly kind: "text" | "link" };

export const partsOf = (text: string): readonly Part[] => {
  const parts: Part[] = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    if (match.index > from) parts.push({ kind: "text", text: text.slice(from, match.index) });
    parts.push({ kind: "link", text: match[0] });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ kind: "text", text: text.slice(from) });
  return parts;
};

type MessageTextProps = {
  readonly text: string;
  /** Whom the message names; shown as they are called now. */
  readonly named: readonly Mentioned[];
  readonly self: string;
};

const Named = ({ text, named, self }: MessageTextProps) =>
  namedParts(text, named).map((part, index) =>
    part.user === null ? (
      // oxlint-disable-next-line react/no-array-index-key
      <Fragment key={index}>{part.text}</Fragment>
    ) : (
      // oxlint-disable-next-line react/no-array-index-key
      <span key={index} className={part.user === self ? "mention own-name" : "mention"}>
        @{named.find(({ user }) => user === part.user)?.now ?? part.text.slice(1)}
      </span>
    ),
  );

export const MessageText = ({ text, named, self }: MessageTextProps) =>
  partsOf(text).map((part, index) =>
    part.kind === "link" ? (
      // oxlint-disable-next-line react/no-array-index-key
      <a key={index} className="link" href={part.text} target="_blank" rel="noreferrer noopener nofollow">
        {part.text}
      </a>
    ) : (
      // oxlint-disable-next-line react/no-array-index-key
      <Named key={index} text={part.text} named={named} self={self} />
    ),
  );

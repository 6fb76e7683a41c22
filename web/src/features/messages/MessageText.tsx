// The words of a message: links become links, mentioned names stand out, everything else is text.
import { Fragment } from "react";

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

export const MessageText = ({ text }: { text: string }) =>
  partsOf(text).map((part, index) =>
    part.kind === "link" ? (
      // oxlint-disable-next-line react/no-array-index-key
      <a key={index} className="link" href={part.text} target="_blank" rel="noreferrer noopener nofollow">
        {part.text}
      </a>
    ) : (
      // oxlint-disable-next-line react/no-array-index-key
      <Fragment key={index}>{part.text}</Fragment>
    ),
  );

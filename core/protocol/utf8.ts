// How many bytes a string takes on the wire and in storage; `TextEncoder` does not exist in pure code.

/** Bytes of UTF-8; a lone surrogate counts as the replacement character it becomes (3). */
export const utf8Bytes = (text: string): number => {
  let bytes = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800) bytes += 2;
    else if (
      unit >= 0xd800 &&
      unit < 0xdc00 &&
      text.charCodeAt(index + 1) >= 0xdc00 &&
      text.charCodeAt(index + 1) < 0xe000
    ) {
      bytes += 4;
      index++;
    } else bytes += 3;
  }
  return bytes;
};

const MOST_BYTES = 3;

/** Whether it takes at most so many bytes; most texts are too short for the question. */
export const fitsUtf8 = (text: string, maxBytes: number): boolean =>
  text.length * MOST_BYTES <= maxBytes || (text.length <= maxBytes && utf8Bytes(text) <= maxBytes);

// `Range` of HTTP (RFC 9110 §14): one range is served; several, and what is no range, are answered with the whole.

export type ByteRange = { readonly from: number; readonly length: number };

/** "whole" where the header does not ask for one range; "unsatisfiable" where nothing of it is there. */
export const parseByteRange = (header: string | null, size: number): ByteRange | "whole" | "unsatisfiable" => {
  const [, first, last] = /^bytes=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header ?? "") ?? [];
  if (first === undefined || last === undefined || (first === "" && last === "")) return "whole";
  if (first === "") {
    const length = Math.min(Number(last), size);
    return length === 0 ? "unsatisfiable" : { from: size - length, length };
  }
  const from = Number(first);
  if (last !== "" && Number(last) < from) return "whole";
  if (from >= size) return "unsatisfiable";
  const to = last === "" ? size - 1 : Math.min(Number(last), size - 1);
  return { from, length: to - from + 1 };
};

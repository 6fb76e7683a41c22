// The one frame of a member that a relay answers itself: how far a page has read.
/** The `seq` of a `held` frame; null where this is none. */
export const heldSeq = (text: string): number | null => {
  if (!text.includes('"held"')) return null;
  try {
    const { type, seq } = JSON.parse(text) as { type?: unknown; seq?: unknown };
    return type === "held" && typeof seq === "number" && Number.isSafeInteger(seq) && seq >= 0 ? seq : null;
  } catch {
    return null;
  }
};

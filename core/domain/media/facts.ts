// What looking at a file tells: how large it shows, how long it lasts, and what must not stay in it.
import type { Edit } from "./edits.ts";

export type Facts = {
  /** As shown: turned the way the picture says it wants to be. null for what has no picture. */
  readonly width: number | null;
  readonly height: number | null;
  readonly frames: number;
  readonly durationMs: number | null;
  /** EXIF 1-8: what is still to be done to the stored pixels; 1 is nothing. */
  readonly orientation: number;
  /** Leaves the mark that says which way up, where one is needed. */
  readonly edits: readonly Edit[];
  /** The same without that mark, for whoever turns the pixels; null where there is no difference. */
  readonly bareEdits: readonly Edit[] | null;
};

export const NO_FACTS: Facts = {
  width: null,
  height: null,
  frames: 1,
  durationMs: null,
  orientation: 1,
  edits: [],
  bareEdits: null,
};

/** `mark` says which way up, and stands behind what was cut. */
export const marked = (edits: readonly Edit[], mark: Edit | null): Pick<Facts, "edits" | "bareEdits"> =>
  mark === null ? { edits, bareEdits: null } : { edits: [...edits, mark], bareEdits: edits };

/** The longer axis lies across for 5-8. */
export const asShown = (width: number, height: number, orientation: number) =>
  orientation >= 5 ? { width: height, height: width } : { width, height };

export type Turn = { readonly degrees: 0 | 90 | 180 | 270; readonly mirrored: boolean };

const TURNS: readonly Turn[] = [
  { degrees: 0, mirrored: false },
  { degrees: 0, mirrored: true },
  { degrees: 180, mirrored: false },
  { degrees: 180, mirrored: true },
  { degrees: 270, mirrored: true },
  { degrees: 90, mirrored: false },
  { degrees: 90, mirrored: true },
  { degrees: 270, mirrored: false },
];

/** Clockwise, after mirroring left and right. */
export const turnOf = (orientation: number): Turn => TURNS[orientation - 1] ?? { degrees: 0, mirrored: false };

// Pictures of one message in rows of equal height, their places known before they are. Pure.
type Size = { readonly width: number | null; readonly height: number | null };

const NARROWEST = 0.6;
const WIDEST = 1.9;
const GAP_PX = 4;
export const GRID_WIDTH_PX = 400;
const ALONE_HEIGHT_PX = 340;
const ROWS: Readonly<Record<number, readonly number[]>> = {
  1: [1],
  2: [2],
  3: [3],
  4: [2, 2],
  5: [2, 3],
  6: [3, 3],
  7: [2, 2, 3],
  8: [2, 3, 3],
  9: [3, 3, 3],
  10: [2, 2, 3, 3],
};

export const aspectOf = ({ width, height }: Size): number => {
  const ratio = width === null || height === null || height === 0 ? 1 : width / height;
  return Math.min(WIDEST, Math.max(NARROWEST, ratio));
};

export const pictureRows = <T extends Size>(pictures: readonly T[]): readonly (readonly T[])[] => {
  const rows: T[][] = [];
  let next = 0;
  for (const count of ROWS[Math.min(pictures.length, 10)] ?? []) {
    rows.push(pictures.slice(next, next + count));
    next += count;
  }
  return rows;
};

/** How wide the grid is at most: one picture is not blown up to a row of its own. */
export const gridWidthPx = (pictures: readonly Size[]): number => {
  const [alone] = pictures;
  return pictures.length === 1 && alone !== undefined
    ? Math.round(Math.min(GRID_WIDTH_PX, ALONE_HEIGHT_PX * aspectOf(alone)))
    : GRID_WIDTH_PX;
};

/** For a place that is kept before the rows are measured. */
export const gridHeightPx = (pictures: readonly Size[]): number =>
  pictureRows(pictures).reduce((height, row) => {
    const aspects = row.reduce((sum, picture) => sum + aspectOf(picture), 0);
    return height + GAP_PX + (gridWidthPx(pictures) - GAP_PX * (row.length - 1)) / aspects;
  }, 0);

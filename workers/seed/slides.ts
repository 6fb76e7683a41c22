// Pictures drawn while seeding: a house of studies from evening to morning, a ring, a calendar. Nothing of them lies in a file.
import { writePng } from "./png.ts";

type Colour = readonly [red: number, green: number, blue: number];
/** Colour of the point, 0 to `ASPECT` across and 0 to 1 down. */
type Drawing = (x: number, y: number) => Colour;

const HEIGHT = 720;
const ASPECT = 16 / 9;
const WIDTH = Math.round(HEIGHT * ASPECT);

const LAMP: Colour = [244, 190, 84];
const DAY: Colour = [126, 176, 210];
const NIGHT: Colour = [24, 23, 29];
const DUSK: Colour = [52, 47, 58];
const WALL: Colour = [36, 33, 37];
const DARK: Colour = [56, 52, 56];

const clamp = (value: number): number => Math.min(1, Math.max(0, value));
const mix = (one: Colour, other: Colour, share: number): Colour => {
  if (share <= 0) return one;
  if (share >= 1) return other;
  const [red, green, blue] = one;
  return [red + (other[0] - red) * share, green + (other[1] - green) * share, blue + (other[2] - blue) * share];
};
/** 1 inside, 0 outside, a soft edge of a pixel and a half between. */
const inside = (distance: number): number => clamp(0.5 - (distance * HEIGHT) / 1.5);

const roundedBox = (x: number, y: number, halfWidth: number, halfHeight: number, radius: number): number => {
  const dx = Math.abs(x) - halfWidth + radius;
  const dy = Math.abs(y) - halfHeight + radius;
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
};

/** The same for the same place, and without a pattern. */
const scattered = (column: number, row: number): number => {
  const value = Math.sin(column * 12.9898 + row * 78.233) * 43_758.5453;
  return value - Math.floor(value);
};

type Cells = { readonly columns: number; readonly rows: number; readonly size: number; readonly gap: number };

/** Rounded cells in the middle; `lit` tells each one's colour. */
const cells = (
  { columns, rows, size, gap }: Cells,
  lit: (column: number, row: number) => Colour,
  ground: Drawing,
): Drawing => {
  const step = size + gap;
  const [left, top] = [(ASPECT - columns * step + gap) / 2, (1 - rows * step + gap) / 2];
  return (x, y) => {
    const [column, row] = [Math.floor((x - left) / step), Math.floor((y - top) / step)];
    const under = ground(x, y);
    if (column < 0 || row < 0 || column >= columns || row >= rows) return under;
    const [dx, dy] = [x - left - column * step - size / 2, y - top - row * step - size / 2];
    return mix(under, lit(column, row), inside(roundedBox(dx, dy, size / 2, size / 2, size * 0.16)));
  };
};

const sky =
  (top: Colour, bottom: Colour): Drawing =>
  (_, y) =>
    mix(top, bottom, y);

const house = (share: number, light: Colour, above: Colour, below: Colour): Drawing => {
  const air = sky(above, below);
  const wall: Drawing = (x, y) => mix(air(x, y), WALL, inside(roundedBox(x - ASPECT / 2, y - 0.58, 0.62, 0.5, 0.02)));
  const isLit = (column: number, row: number) => scattered(column + 1, row + 1) < share;
  const glow = (column: number, row: number) => mix(light, [255, 244, 214], 0.25 * scattered(row + 3, column + 5));
  return cells(
    { columns: 11, rows: 7, size: 0.074, gap: 0.032 },
    (column, row) => (isLit(column, row) ? glow(column, row) : DARK),
    wall,
  );
};

const ring: Drawing = (x, y) => {
  const [dx, dy] = [x - ASPECT / 2, y - 0.5];
  const turn = (Math.atan2(dx, -dy) / (2 * Math.PI) + 1) % 1;
  const segments = 25;
  const within = ((turn * segments) % 1) - 0.5;
  const radius = Math.hypot(dx, dy);
  const along = within * ((2 * Math.PI * radius) / segments);
  const distance = roundedBox(along, radius - 0.33, (Math.PI * 0.33) / segments - 0.007, 0.045, 0.012);
  return mix(sky(NIGHT, DUSK)(x, y), turn * segments < 17 ? LAMP : DARK, inside(distance));
};

const calendar = cells(
  { columns: 13, rows: 7, size: 0.086, gap: 0.02 },
  (column, row) => {
    const day = column * 7 + row;
    return day > 84
      ? DARK
      : mix(DARK, LAMP, [0.12, 0.45, 0.75, 1][Math.floor(scattered(column, row) * 5 - 0.6 + 1) % 4] ?? 1);
  },
  sky(NIGHT, [32, 29, 33]),
);

export type DrawnSlide = {
  readonly name: string;
  readonly caption: string;
  readonly notes: string;
  readonly draw: Drawing;
};

export const SLIDES: readonly DrawnSlide[] = [
  {
    name: "one-window.png",
    caption: "One lit window is one person at work.",
    notes: "Say hello. Turn with the arrow keys: everybody here turns at the same instant.",
    draw: house(0.01, LAMP, NIGHT, DUSK),
  },
  {
    name: "many-windows.png",
    caption: "Nobody has to talk. It helps to see the light next door.",
    notes: "Press L and move the pointer: the others see it.",
    draw: house(0.55, LAMP, NIGHT, DUSK),
  },
  {
    name: "ring.png",
    caption: "One clock for everybody: seventeen of twenty-five minutes.",
    notes: "The ring fills the same on every screen.",
    draw: ring,
  },
  {
    name: "break.png",
    caption: "Breaks are daylight.",
    notes: "Chat opens in breaks.",
    draw: house(0.7, DAY, [180, 204, 222], [224, 228, 226]),
  },
  {
    name: "calendar.png",
    caption: "Every day that was earned stays.",
    notes: "End with questions; hide the slides when you are done.",
    draw: calendar,
  },
];

export const drawSlide = async (draw: Drawing): Promise<Uint8Array<ArrayBuffer>> => {
  const stride = WIDTH * 3 + 1;
  const lines = new Uint8Array(HEIGHT * stride);
  for (let row = 0; row < HEIGHT; row++) {
    for (let column = 0, at = row * stride + 1; column < WIDTH; column++, at += 3) {
      [lines[at], lines[at + 1], lines[at + 2]] = draw((column + 0.5) / HEIGHT, (row + 0.5) / HEIGHT);
    }
  }
  return writePng(lines, { width: WIDTH, height: HEIGHT });
};

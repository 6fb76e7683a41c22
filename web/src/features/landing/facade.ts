// The facade: one lit window for everybody who sits in an open room at this moment, and none for anybody else.

export const COLUMNS = 48;
export const ROWS = 5;
export const WINDOWS = COLUMNS * ROWS;

/** Scatters windows evenly: 97 has no factor in common with 240, so every window is visited once. */
const windowAt = (order: number): number => (order * 97 + 29) % WINDOWS;

/**
 * Levels per window, 0 dark to 4. A person keeps the window their place in the count gives them, so that windows
 * light up and go out one by one.
 */
export const facadeLevels = (people: number): readonly number[] => {
  const levels: number[] = Array.from({ length: WINDOWS }, () => 0);
  // Phones draw every second window, and must show as many lights: those are lit first.
  const drawn = Array.from({ length: WINDOWS }, (_, order) => windowAt(order));
  const order = [...drawn.filter((window) => window % 2 === 0), ...drawn.filter((window) => window % 2 === 1)];
  for (let person = 0; person < people; person++) {
    const window = order[person % WINDOWS] ?? 0;
    levels[window] = Math.min(4, (levels[window] ?? 0) === 0 ? 3 : 4);
  }
  return levels;
};

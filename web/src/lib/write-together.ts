// What one turn has to write goes to disk together, and what comes while the disk is busy goes with the next.

/**
 * Answers what takes one item. `written` is told of items in the order in which they were given. Where either of the two
 * throws, that is an error of the page, and what waits goes on.
 */
export const writeTogether = <Item>(
  write: (items: readonly Item[]) => Promise<void>,
  written: (items: readonly Item[]) => void,
): ((item: Item) => void) => {
  let waiting: Item[] = [];
  let isWriting = false;
  const writeAll = async () => {
    isWriting = true;
    // Behind the turn.
    await Promise.resolve();
    while (waiting.length > 0) {
      const items = waiting;
      waiting = [];
      try {
        await write(items);
        written(items);
      } catch (error) {
        reportError(error);
      }
    }
    isWriting = false;
  };
  return (item) => {
    waiting.push(item);
    if (!isWriting) void writeAll();
  };
};

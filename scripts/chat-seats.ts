// Who of a log's authors sits in the group when: there may be more of them than a group has seats, but hardly all at once.

export type SeatPlan = {
  /** Who is there from the beginning, in order of their first words. */
  readonly first: readonly string[];
  /** By index of a message: who gives up their seat before it, having said their last, and who takes it. */
  readonly changes: ReadonlyMap<number, { readonly leaves: string; readonly joins: string }>;
};

/** null where more people talk across each other than there are seats. */
export const planSeats = (authors: readonly string[], seats: number): SeatPlan | null => {
  const people = [...new Set(authors)];
  const lastWords = new Map(authors.map((author, index) => [author, index]));
  const first = people.slice(0, seats);
  const seated = new Set(first);
  const changes = new Map<number, { leaves: string; joins: string }>();
  for (const [index, author] of authors.entries()) {
    if (seated.has(author)) continue;
    const leaves = [...seated].find((other) => (lastWords.get(other) ?? 0) < index);
    if (leaves === undefined) return null;
    seated.delete(leaves);
    seated.add(author);
    changes.set(index, { leaves, joins: author });
  }
  return { first, changes };
};

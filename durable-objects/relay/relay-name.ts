// What the objects of relays are called: their actor, a slash, and their place among its relays.
export const relayName = (actor: string, place: number): string => `${actor}/${place}`;

// A guest's first name is a number that nobody mistakes for a person's.
export const guestNumber = (): number => 100 + ((crypto.getRandomValues(new Uint16Array(1))[0] ?? 0) % 900);

// The password of the seeded people, in a file of its own because the Worker must know what to refuse.

export const SEED_PASSWORD = "two lamps in one window";

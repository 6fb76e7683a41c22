// As in core/protocol/streaks.ts, which would bring zod into the browser; a test compares the two.
export const MAX_REST_DAYS = 3;

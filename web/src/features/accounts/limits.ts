// The same number as in core/protocol/auth.ts, which the browser does not load (it brings the whole of zod); a test compares.
export const PASSWORD_MIN_CHARACTERS = 10;

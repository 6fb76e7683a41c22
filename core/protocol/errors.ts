// Every stable code that leaves the product, with what it means on HTTP. Frames carry the same words.

export const ERRORS = {
  // the caller
  malformed: { status: 400, title: "The request is not well-formed" },
  invalid: { status: 400, title: "Some of what was sent is not valid" },
  unknown_time_zone: { status: 400, title: "There is no such time zone" },
  too_many_days: { status: 400, title: "Too many days at once" },
  nothing_to_import: { status: 400, title: "There are no days in this" },
  not_loop_csv: { status: 400, title: "This is not a Checkmarks.csv of Loop Habit Tracker" },
  unknown_habit: { status: 400, title: "There is no such habit in this file" },
  unauthenticated: { status: 401, title: "Sign in first" },
  token_expired: { status: 401, title: "The access token has expired" },
  session_revoked: { status: 401, title: "This session was signed out" },
  bad_credentials: { status: 401, title: "E-mail or password is not right" },
  forbidden: { status: 403, title: "Not allowed" },
  wrong_origin: { status: 403, title: "Requests from this origin are not accepted" },
  ticket_invalid: { status: 403, title: "The socket ticket is not valid" },
  ticket_used: { status: 403, title: "The socket ticket was used before" },
  not_found: { status: 404, title: "There is nothing here" },
  method_not_allowed: { status: 405, title: "This address does not answer that method" },
  conflict: { status: 409, title: "This contradicts what is there" },
  stale_version: { status: 409, title: "This was changed meanwhile" },
  room_full: { status: 409, title: "This room is full" },
  check_in_too_late: { status: 409, title: "That day has been final for a while" },
  no_freeze: { status: 409, title: "There is no freeze in hand" },
  freeze_not_ahead: { status: 409, title: "A freeze is planned for one of the next sixty days" },
  already_claimed: { status: 409, title: "Another account has taken these over" },
  email_taken: { status: 409, title: "There is an account with this e-mail address" },
  refresh_raced: { status: 409, title: "Another tab has just refreshed; try again" },
  too_large: { status: 413, title: "Too large" },
  unsupported_media_type: { status: 415, title: "Send JSON" },
  idempotency_mismatch: { status: 422, title: "This idempotency key was used for another request" },
  upgrade_required: { status: 426, title: "Open this address as a WebSocket" },
  rate_limited: { status: 429, title: "Too many requests" },
  // the server
  internal: { status: 500, title: "Something broke here; nothing was changed" },
  busy: { status: 503, title: "Busy; try again shortly" },
  unavailable: { status: 503, title: "Not available right now" },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof ERRORS;

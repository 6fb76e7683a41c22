// Every limit of the wire in one place, with its reason.

/** A client frame after inflation: a long message with escapes fits, a flood of memory does not. */
export const MAX_CLIENT_FRAME_BYTES = 64 * 1024;
/** Commands of one client in one frame, or in one body of the command door. */
export const MAX_COMMANDS_TOGETHER = 500;
export const MAX_JSON_DEPTH = 8;
/** An HTTP body where no route says otherwise. */
export const MAX_BODY_BYTES = 64 * 1024;
/** The command door carries what no socket frame could (large commits). */
export const MAX_COMMAND_DOOR_BYTES = 1024 * 1024;
/** A server frame ends after the event that takes it past this; a slow phone shows progress. */
export const MAX_REPLAY_FRAME_BYTES = 256 * 1024;
/** A flush is cut here, between commands: one stored row stays below the platform's 2 MB. */
export const MAX_FLUSH_BYTES = 1024 * 1024;
export const MAX_TEXT_BYTES = 16 * 1024;

/** The client says `held` after this many received bytes; the actor stops sending above MAX_UNHELD_BYTES. */
export const HELD_EVERY_BYTES = 256 * 1024;
export const MAX_UNHELD_BYTES = 1024 * 1024;
export const SLOW_READER_MS = 30_000;

/** Commands and signals of one socket. Benchmarks and imports raise them by configuration and say so. */
export const SOCKET_RATE_PER_SECOND = 20;
export const SOCKET_BURST = 40;
export const TYPING_EVERY_MS = 3_000;
export const MALFORMED_BEFORE_CLOSE = 3;
export const TOO_FAST_BEFORE_CLOSE = 100;

export const TICKET_LIFETIME_MS = 30_000;
export const ACCESS_TOKEN_LIFETIME_MS = 10 * 60_000;

/** The bare text `ping`, from a worker of the page so that hidden tabs keep it; whoever says and hears something in that time need not. */
export const PING_EVERY_MS = 5_000;
export const LONG_POLL_MAX_S = 25;
/** In rooms hello is the sign of life, so a poll must come back before the reader counts as silent. */
export const LONG_POLL_ROOM_MAX_S = 8;

/** Longest window in which events are gathered into one row and one frame. */
export const MAX_FLUSH_WINDOW_MS = 20;
export const SNAPSHOT_EVERY_EVENTS = 256;
export const SNAPSHOT_EVERY_BYTES = 64 * 1024;

export const LIST_LIMIT_DEFAULT = 30;
export const LIST_LIMIT_MAX = 100;
export const IDEMPOTENCY_LIFETIME_MS = 24 * 60 * 60_000;

/** One object serves this many by itself; the rest sit behind relays, as many behind each. */
export const SOCKETS_PER_OBJECT = 1_000;
/** Of a roster beyond this, presence is a count and a sample. */
export const PRESENCE_WHOLE_MEMBERS = 200;
export const PRESENCE_SAMPLE_MEMBERS = 60;
/** In a crowd presence is told at most this often for every thousand sockets, and what changed is told at least so often. */
export const CROWD_PRESENCE_EVERY_MS = 1_000;
export const CROWD_PRESENCE_AT_LEAST_EVERY_MS = 10_000;

export const MAX_CONVERSATION_MEMBERS = 1_000;
/** Newest messages that are part of a conversation's state; fewer where their bodies exceed `WINDOW_BYTES` together. */
export const WINDOW_MESSAGES = 50;
export const WINDOW_BYTES = 512 * 1024;
/** What a line of the inbox shows of a message. */
export const PREVIEW_CHARACTERS = 160;
export const MAX_REACTIONS_PER_MESSAGE = 20;
export const MAX_PINS = 50;
/** A public read marker is a row: the client coalesces, and sooner ones are answered `too_fast`. */
export const READ_EVERY_MS = 60_000;
/** Beyond this many, people only want to know that there is more. */
export const UNREAD_CAP = 99;

/** Notifications and open invitations that are part of an inbox's state; the whole list is in the database. */
export const INBOX_NOTIFICATIONS = 100;
export const MAX_OPEN_INVITATIONS = 200;

/** Everybody sends to everybody: beyond this, phones and thin uplinks give in. */
export const MAX_IN_VOICE = 6;

export const MAX_SLIDES = 300;
/** Slides and playback take effect this much later: as long as the slower members need to hear of it, within bounds. */
export const MIN_LEAD_MS = 300;
export const MAX_LEAD_MS = 1_000;
/** The driver's client waits no longer than this for others to be ready: one frozen page stalls nobody. */
export const BARRIER_MAX_MS = 3_000;

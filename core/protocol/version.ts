// The wire's version and its history. `version.test.ts` freezes a hash of the schemas: a change there is a decision here.

/** -- Version 1: hello, command, signal, held, auth; welcome, events, ack, reject, signal, presence, bye; rooms. */
export const PROTOCOL_VERSION = 1;
export const MIN_SUPPORTED_PROTOCOL_VERSION = 1;
export const SUBPROTOCOL = "lockstep.v1";
export const TICKET_PREFIX = "ticket.";

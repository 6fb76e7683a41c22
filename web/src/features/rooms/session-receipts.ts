// What a session gave: own receipts of that session folded into minutes and rounds. Pure.
import type { AttendanceReceipt } from "./rooms-api.ts";
import type { RoomState } from "#core/domain/lock-in/room-state.ts";

export type Earned = { readonly minutes: number; readonly rounds: number; readonly copresent: number };

/** `startedSeq` names the session: it is part of every receipt's id. */
export const earnedIn = (receipts: readonly AttendanceReceipt[], room: string, startedSeq: number): Earned => {
  const own = receipts.filter(({ id }) => id.startsWith(`${room}:${startedSeq}:`));
  const ms = own.reduce((sum, { activeMs }) => sum + activeMs, 0);
  return {
    minutes: Math.floor(ms / 60_000),
    rounds: own.length,
    copresent: own.reduce((most, { copresent }) => Math.max(most, copresent), 0),
  };
};

/** Whether every focus phase of the session has its receipts: until then they are on their way. */
export const isSettled = (state: RoomState, phaseIndex: number): boolean =>
  state.session === null || state.session.settledBelow >= phaseIndex;

const firstName = (name: string) => name.split(/\s+/)[0] ?? name;

/** Names where they are certain: as many others are here as the receipts counted. */
export const companions = (others: readonly { name: string }[], copresent: number): readonly string[] | null =>
  copresent > 0 && others.length === copresent && copresent <= 3 ? others.map(({ name }) => firstName(name)) : null;

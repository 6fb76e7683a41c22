// What the room page shows at an instant: folded from the actor's snapshot, the presence frame and the clock. Pure.
import {
  type Interval,
  isChatOpen,
  type Member,
  memberOf,
  roomPhase,
  type RoomState,
  UNDO_END_MS,
} from "#core/domain/lock-in/room-state.ts";
import { kindOf, type PhaseKind } from "#core/domain/lock-in/schedule.ts";
import type { LiveSnapshot } from "#web/lib/live.ts";
import type { PresenceKind } from "#web/ui/Presence.tsx";
import { type ClockView, clockViewOf } from "./room-phase.ts";
import { type VoiceKind, voiceKindOf } from "./voice/voice-people.ts";

export type Person = {
  readonly id: string;
  readonly name: string;
  readonly goal: string | null;
  readonly done: boolean;
  readonly debrief: string | null;
  readonly presence: PresenceKind;
  readonly driver: boolean;
  readonly you: boolean;
  /** Null for who is not in voice. */
  readonly voice: VoiceKind | null;
};

export type RoomView = ClockView & {
  readonly kind: PhaseKind;
  readonly people: readonly Person[];
  /** Here, in another tab, or reconnecting. */
  readonly present: number;
  readonly done: number;
  readonly withGoal: number;
  readonly me: Person | null;
  /** Sees what members see, without a seat: nothing they ask would be done. */
  readonly isListening: boolean;
  readonly fence: number;
  readonly driving: boolean;
  readonly driverName: string | null;
  /** Whether taking the wheel can succeed: free, or its holder has gone. */
  readonly canClaim: boolean;
  readonly chatOpen: boolean;
  /** When a closed chat opens; null where a pause makes that unknown. */
  readonly chatOpensAt: number | null;
  readonly nextKind: PhaseKind | null;
  readonly endedAt: number | null;
  readonly canUndoEnd: boolean;
};

type Presences = LiveSnapshot<RoomState>["presence"];

/** In a crowd, those who are gone and earned nothing in this phase are not listed: they left long ago. */
const CROWD = 12;

const presenceOf = (member: Member, presence: Presences): PresenceKind => {
  const told = presence?.members.find(({ user }) => user === member.user);
  if (told === undefined) return member.presentSince === null ? "gone" : "here";
  if (told.state === "here") return told.visible ? "here" : "away";
  return told.state;
};

const wasHere = (attendance: Readonly<Record<string, readonly Interval[]>>, user: string): boolean =>
  (attendance[user]?.length ?? 0) > 0;

const peopleOf = (state: RoomState, presence: Presences, self: string | null): readonly Person[] => {
  const people = state.roster.map((member): Person => ({
    id: member.user,
    name: member.name,
    goal: member.goal,
    done: member.done,
    debrief: member.debrief === null || member.debrief.text === "" ? null : member.debrief.text,
    presence: presenceOf(member, presence),
    driver: state.driver.holder === member.user,
    you: member.user === self,
    voice: voiceKindOf(presence?.members.find(({ user }) => user === member.user)),
  }));
  const listed = people.filter(
    (person) =>
      person.you || person.presence !== "gone" || people.length <= CROWD || wasHere(state.attendance, person.id),
  );
  return [...listed.filter(({ you }) => you), ...listed.filter(({ you }) => !you)];
};

export const roomView = (
  state: RoomState,
  { presence, self }: Pick<LiveSnapshot<RoomState>, "presence" | "self">,
  now: number,
): RoomView => {
  const phase = roomPhase(state, now);
  const paused = phase.kind !== "done" && (state.schedule?.pausedAt ?? null) !== null;
  const people = peopleOf(state, presence, self?.user ?? null);
  const here = people.filter(({ presence: kind }) => kind !== "gone");
  const holder = state.driver.holder === null ? undefined : memberOf(state, state.driver.holder);
  const holderPresence = holder === undefined ? "gone" : presenceOf(holder, presence);
  const driving = self !== null && state.driver.holder === self.user;
  const me = people.find(({ you }) => you) ?? null;
  const isListening = self !== null && me === null;
  const endedAt = state.session?.endedAt ?? null;
  const chatOpen = isChatOpen(state, now);
  return {
    ...clockViewOf(phase, paused),
    kind: phase.kind,
    people,
    present: here.length,
    done: people.filter(({ done }) => done).length,
    withGoal: people.filter(({ goal }) => goal !== null).length,
    me,
    isListening,
    fence: state.driver.fence,
    driving,
    driverName: holder?.name ?? null,
    canClaim:
      !driving &&
      !isListening &&
      (state.driver.holder === null || holderPresence === "gone" || holderPresence === "reconnecting"),
    chatOpen,
    chatOpensAt: chatOpen || paused ? null : phase.endsAt,
    nextKind: phase.endsAt === null ? null : kindOf(state.plan, phase.index + 1),
    endedAt,
    canUndoEnd: driving && endedAt !== null && now < endedAt + UNDO_END_MS,
  };
};

export type ChatItem = {
  readonly key: string;
  readonly user: string;
  readonly name: string;
  readonly text: string;
  readonly at: number;
  readonly own: boolean;
  /** Same speaker within five minutes: one face per run. */
  readonly more: boolean;
  readonly lastOfRun: boolean;
  /** Not settled by the room yet. */
  readonly waiting: boolean;
};

const RUN_MS = 5 * 60_000;

export const chatItems = (
  state: RoomState,
  { head, self }: Pick<LiveSnapshot<RoomState>, "head" | "self">,
): readonly ChatItem[] =>
  state.chat.map((line, index) => {
    const before = state.chat[index - 1];
    const after = state.chat[index + 1];
    const joins = (a: typeof line | undefined, b: typeof line | undefined) =>
      a !== undefined && b !== undefined && a.user === b.user && b.at - a.at < RUN_MS;
    return {
      key: `${line.seq}-${line.at}`,
      user: line.user,
      name: line.name,
      text: line.text,
      at: line.at,
      own: line.user === self?.user,
      more: joins(before, line),
      lastOfRun: !joins(line, after),
      waiting: line.seq > head,
    };
  });

const SYNC_WORTH_SAYING_MS = 100;

/** How far this screen can be off, in whole milliseconds; shown by itself only above 100. */
export const syncView = (boundMs: number): { readonly ms: number | null; readonly worthSaying: boolean } => {
  if (!Number.isFinite(boundMs)) return { ms: null, worthSaying: false };
  const ms = Math.max(1, Math.ceil(boundMs));
  return { ms, worthSaying: ms > SYNC_WORTH_SAYING_MS };
};

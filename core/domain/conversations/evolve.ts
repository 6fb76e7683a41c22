// How each event changes a conversation. Total: it never refuses, because what is in the log has happened.
import type { ConversationState, FoldedMessage, NewMember } from "#core/protocol/conversations.ts";
import type { UserId } from "#core/protocol/ids.ts";
import { evolveStage, isStageEvent } from "../slideshow/evolve.ts";
import { messageIn, windowWhere, windowWith } from "./conversation-state.ts";
import { amend, messageOf, type SequencedConversationEvent } from "./folding.ts";
import { withoutPresenter } from "./presenting.ts";

const changeMessage = (
  state: ConversationState,
  seq: number,
  change: (message: FoldedMessage) => FoldedMessage,
): ConversationState => {
  const message = messageIn(state, seq);
  if (message === undefined) return state;
  return { ...state, messages: windowWhere(state.messages, message, change(message)) };
};

const withoutMember = (state: ConversationState, user: UserId): ConversationState => {
  const { [user]: _, ...markers } = state.markers;
  const members = state.members.filter((member) => member.user !== user);
  return withoutPresenter({ ...state, markers, members }, user);
};

/** A marker is a maximum: it only grows. */
const mark = (markers: ConversationState["markers"], user: UserId, upTo: number): ConversationState["markers"] =>
  (markers[user] ?? 0) >= upTo ? markers : { ...markers, [user]: upTo };

const changeMember = (
  state: ConversationState,
  user: UserId,
  change: Partial<ConversationState["members"][number]>,
): ConversationState => ({
  ...state,
  members: state.members.map((member) => (member.user === user ? { ...member, ...change } : member)),
});

const joining = (members: readonly NewMember[], joinedAt: number, from: number) =>
  members.map(({ user, name, role }) => ({ user, name, role, joinedAt, from }));

/** The state after `event`. `state` is null only before `created`. */
export const evolve = (state: ConversationState | null, event: SequencedConversationEvent): ConversationState => {
  if (state === null) {
    if (event.name !== "created") throw new Error(`a conversation's log begins with created, not ${event.name}`);
    const { id, kind, title, encryption, history, by, members } = event.data;
    return {
      conversation: { id, kind, title, encryption, history, createdBy: by, createdAt: event.at },
      members: joining(members, event.at, 1),
      pins: [],
      markers: {},
      messages: [],
    };
  }
  if (isStageEvent(event)) return evolveStage(state, event);
  switch (event.name) {
    case "created":
    case "withheld":
      return state;
    case "sent":
      return {
        ...state,
        messages: windowWith(state.messages, messageOf(event)),
        markers: mark(state.markers, event.data.user, event.seq),
      };
    case "removed": {
      const { target } = event.data;
      const pins = state.pins.includes(target) ? state.pins.filter((pin) => pin !== target) : state.pins;
      return changeMessage({ ...state, pins }, target, (message) => amend(message, event));
    }
    case "edited":
    case "reacted":
      return changeMessage(state, event.data.target, (message) => amend(message, event));
    case "read":
      return { ...state, markers: mark(state.markers, event.data.user, event.data.upTo) };
    case "pinned": {
      const others = state.pins.filter((pin) => pin !== event.data.target);
      return { ...state, pins: event.data.on ? [...others, event.data.target] : others };
    }
    case "renamed":
      return { ...state, conversation: { ...state.conversation, title: event.data.title } };
    case "members_added": {
      const { members } = event.data;
      const from = state.conversation.history === "all" ? 1 : event.seq;
      const others = state.members.filter((member) => !members.some(({ user }) => user === member.user));
      // What was said before somebody came is not unread to them.
      const markers = { ...state.markers, ...Object.fromEntries(members.map(({ user }) => [user, event.seq])) };
      return { ...state, markers, members: [...others, ...joining(members, event.at, from)] };
    }
    case "member_removed":
    case "left":
      return withoutMember(state, event.data.user);
    case "role_set":
      return changeMember(state, event.data.user, { role: event.data.role });
    case "member_renamed":
      return changeMember(state, event.data.user, { name: event.data.name });
  }
};

// The rules of a person's inbox: private markers, notifications, invitations. Unread itself is never stored here.
import type {
  InboxCommand,
  InboxEventData,
  InboxEventName,
  InboxRejectCode,
  InboxState,
} from "#core/protocol/inbox.ts";
import { INBOX_NOTIFICATIONS, MAX_OPEN_INVITATIONS, READ_EVERY_MS } from "#core/protocol/limits.ts";
import { assertNever, err, ok, type Result } from "./result.ts";

export type InboxEvent = {
  [N in InboxEventName]: { readonly name: N; readonly data: InboxEventData[N] };
}[InboxEventName];
export type SequencedInboxEvent = InboxEvent & { readonly seq: number; readonly at: number };

type Rejection = { readonly code: InboxRejectCode | "too_fast"; readonly retryAfterMs?: number };
type Decision = Result<readonly InboxEvent[], Rejection>;

const NOTHING: Decision = ok([]);

export const decideInbox = (state: InboxState, command: InboxCommand, now: number): Decision => {
  switch (command.name) {
    case "read": {
      const { conversation, upTo } = command.data;
      const marker = state.markers[conversation];
      if (marker === undefined) return ok([{ name: "read", data: { conversation, upTo } }]);
      if (upTo <= marker.upTo) return NOTHING;
      const retryAfterMs = marker.at + READ_EVERY_MS - now;
      if (retryAfterMs > 0) return err({ code: "too_fast", retryAfterMs });
      return ok([{ name: "read", data: { conversation, upTo } }]);
    }
    case "read_notification": {
      const { id } = command.data;
      const known = state.notifications.find((notification) => notification.id === id);
      if (known === undefined) return err({ code: "no_such_notification" });
      return known.read ? NOTHING : ok([{ name: "notification_read", data: { id } }]);
    }
    case "accept_invitation":
    case "decline_invitation": {
      const { id } = command.data;
      const open = state.invitations.find((invitation) => invitation.id === id);
      if (open === undefined) return err({ code: "no_such_invitation" });
      const { conversation } = open;
      const accepted = command.name === "accept_invitation";
      return ok([{ name: "invitation_settled", data: { id, conversation, accepted } }]);
    }
    default:
      return assertNever(command);
  }
};

export const evolveInbox = (state: InboxState | null, event: SequencedInboxEvent): InboxState => {
  if (event.name === "created") return { user: event.data.user, invitations: [], notifications: [], markers: {} };
  if (state === null) throw new Error("an inbox begins with created");
  switch (event.name) {
    case "notification":
      return {
        ...state,
        notifications: [...state.notifications, { ...event.data, at: event.at, read: false }].slice(
          -INBOX_NOTIFICATIONS,
        ),
      };
    case "notification_read": {
      const { id } = event.data;
      const notifications = state.notifications.map((known) => (known.id === id ? { ...known, read: true } : known));
      return { ...state, notifications };
    }
    case "invited": {
      const others = state.invitations.filter(({ id }) => id !== event.data.id);
      return { ...state, invitations: [...others, { ...event.data, at: event.at }].slice(-MAX_OPEN_INVITATIONS) };
    }
    case "invitation_settled":
      return { ...state, invitations: state.invitations.filter(({ id }) => id !== event.data.id) };
    case "read": {
      const { conversation, upTo } = event.data;
      const highest = Math.max(upTo, state.markers[conversation]?.upTo ?? 0);
      return { ...state, markers: { ...state.markers, [conversation]: { upTo: highest, at: event.at } } };
    }
    case "session_revoked":
      return state;
    default:
      return assertNever(event);
  }
};

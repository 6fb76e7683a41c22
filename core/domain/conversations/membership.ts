// Who may bring whom into a group, out of it, and to which role. A direct conversation has its two people for good.
import type {
  ConversationEvent,
  ConversationMember,
  ConversationRejectCode,
  ConversationRole,
  ConversationState,
  NewMember,
} from "#core/protocol/conversations.ts";
import { MAX_CONVERSATION_MEMBERS } from "#core/protocol/limits.ts";
import type { UserId } from "#core/protocol/ids.ts";
import { err, ok, type Result } from "../result.ts";
import { mayModerate, memberOf, ownersOf } from "./conversation-state.ts";

type Decision = Result<ConversationEvent[], { readonly code: ConversationRejectCode | "not_a_member" }>;

/** By whom has been checked: names are resolved and whoever is blocked is not among `people`. Again is nothing. */
export const decideAddMembers = (
  state: ConversationState,
  by: UserId,
  people: readonly Pick<NewMember, "user" | "name">[],
): Decision => {
  if (memberOf(state, by) === undefined) return err({ code: "not_a_member" });
  if (state.conversation.kind === "direct") return err({ code: "direct_is_fixed" });
  if (!mayModerate(state, by)) return err({ code: "not_allowed" });
  const fresh = [...new Map(people.map((person) => [person.user, person])).values()].filter(
    ({ user }) => memberOf(state, user) === undefined,
  );
  if (fresh.length === 0) return ok([]);
  if (state.members.length + fresh.length > MAX_CONVERSATION_MEMBERS) return err({ code: "too_many" });
  const members = fresh.map(({ user, name }) => ({ user, name, role: "member" as const }));
  return ok([{ name: "members_added", data: { by, members } }]);
};

const RANK: Readonly<Record<ConversationRole, number>> = { owner: 2, admin: 1, member: 0 };

/** Owners remove anybody else, admins only members; oneself one does not remove but leave. */
export const decideRemoveMember = (state: ConversationState, by: UserId, user: UserId): Decision => {
  if (state.conversation.kind === "direct") return err({ code: "direct_is_fixed" });
  const remover = memberOf(state, by);
  const member = memberOf(state, user);
  if (remover === undefined) return err({ code: "not_a_member" });
  if (member === undefined) return err({ code: "no_such_member" });
  const mayRemove = remover.role === "owner" || RANK[remover.role] > RANK[member.role];
  if (by === user || !mayRemove) return err({ code: "not_allowed" });
  return ok([{ name: "member_removed", data: { by, user } }]);
};

export const decideSetRole = (state: ConversationState, by: UserId, user: UserId, role: ConversationRole): Decision => {
  if (state.conversation.kind === "direct") return err({ code: "direct_is_fixed" });
  if (memberOf(state, by)?.role !== "owner") return err({ code: "not_allowed" });
  const member = memberOf(state, user);
  if (member === undefined) return err({ code: "no_such_member" });
  if (member.role === role) return ok([]);
  if (member.role === "owner" && ownersOf(state).length === 1) return err({ code: "last_owner" });
  return ok([{ name: "role_set", data: { by, user, role } }]);
};

/** The one who has been here longest among those who rank highest. */
const successorOf = (members: readonly ConversationMember[]): ConversationMember | undefined =>
  members.find((member) => member.role === "admin") ?? members[0];

/** A group never stays without an owner: the last one who goes hands it on. */
export const decideLeave = (state: ConversationState, user: UserId): Decision => {
  if (state.conversation.kind === "direct") return err({ code: "direct_is_fixed" });
  const left: ConversationEvent = { name: "left", data: { user } };
  if (ownersOf(state).some((owner) => owner.user !== user)) return ok([left]);
  const heir = successorOf(state.members.filter((member) => member.user !== user));
  if (heir === undefined) return ok([left]);
  return ok([{ name: "role_set", data: { by: user, user: heir.user, role: "owner" } }, left]);
};

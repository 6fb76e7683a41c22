// People as the Worker handles them: what a reader may see of somebody, and what a contact or a block does elsewhere.
import { maySeeProfile, relationOf } from "#core/domain/people.ts";
import type { UserId } from "#core/protocol/ids.ts";
import type { PersonView } from "#core/protocol/people.ts";
import { getAudience } from "#db/queries/audience.ts";
import { findDirect } from "#db/queries/conversations.ts";
import { block, getStanding, unblock, type PersonRow } from "#db/queries/people.ts";
import { applyBlock } from "./conversations.ts";
import type { Deps } from "./deps.ts";
import { tellInbox } from "./inboxes.ts";
import { log } from "./log.ts";

const ATTEMPTS = 3;

/** Fresh presence of those who show it to this reader. */
const presenceFor = async (deps: Deps, reader: UserId, other: UserId): Promise<PersonView["presence"]> => {
  const { others } = await getAudience(deps.db, reader);
  if (!others.some(({ user, shows }) => user === other && shows)) return null;
  return deps.inboxes.getByName(other).presence();
};

/** null: whoever blocked the reader is not found by handle; by id they stay the card that everybody sees. */
export const viewPerson = async (
  deps: Deps,
  reader: UserId,
  person: PersonRow,
  isByHandle: boolean,
): Promise<PersonView | null> => {
  const { id, name, handle, bio } = person;
  const standing = await getStanding(deps.db, reader, id);
  if (standing.blockedBy && isByHandle) return null;
  const maySee = maySeeProfile(standing);
  const presence = maySee && reader !== id ? await presenceFor(deps, reader, id) : null;
  return { id, name, handle, bio: maySee ? bio : "", relation: relationOf(reader === id, standing), presence };
};

const attempt = async (what: string, work: () => Promise<unknown>): Promise<void> => {
  for (let tried = 1; ; tried++) {
    try {
      await work();
      return;
    } catch (error) {
      if (tried < ATTEMPTS) continue;
      log("warn", what, { error: String(error) });
      throw error;
    }
  }
};

/** A stranger's conversation that waits for an answer has one now. */
const settleRequest = async (deps: Deps, user: UserId, other: UserId, accepted: boolean): Promise<void> => {
  const id = await findDirect(deps.db, user, other);
  if (id === null) return;
  await attempt("a request was not settled", () => deps.conversations.getByName(id).settleInvitation(user, accepted));
  await tellInbox(deps, user, (inbox) => inbox.settle({ id, accepted }));
};

/** Each sees, or no longer sees, when the other comes and goes; their lists are asked for anew. */
const related = (deps: Deps, one: UserId, other: UserId, isSeen: boolean) =>
  Promise.all([
    tellInbox(deps, one, (inbox) => inbox.related(other, isSeen)),
    tellInbox(deps, other, (inbox) => inbox.related(one, isSeen)),
  ]);

export const becameContacts = async (deps: Deps, one: UserId, other: UserId): Promise<void> => {
  await settleRequest(deps, one, other, true);
  await settleRequest(deps, other, one, true);
  await related(deps, one, other, true);
};

/** A stranger's conversation was answered. */
export const becamePartners = (deps: Deps, one: UserId, other: UserId) => related(deps, one, other, true);

export const areNoContacts = async (deps: Deps, one: UserId, other: UserId): Promise<void> => {
  await related(deps, one, other, false);
  // A direct partner is still seen; who is, the directory says.
  await related(deps, one, other, true);
};

/** The database first: whatever is asked meanwhile is refused. The caller repeats a request that failed behind it. */
export const blockPerson = async (deps: Deps, user: UserId, other: UserId): Promise<void> => {
  await block(deps.db, user, other, deps.now());
  await attempt("a block did not reach its conversation", () => applyBlock(deps, user, other, true));
  await settleRequest(deps, user, other, false);
  await related(deps, user, other, false);
};

/** Asked of the conversation even where the database knows of no block: a request that failed behind it is repeated. */
export const unblockPerson = async (deps: Deps, user: UserId, other: UserId): Promise<void> => {
  const isNews = await unblock(deps.db, user, other);
  await attempt("an unblock did not reach its conversation", () => applyBlock(deps, user, other, false));
  if (isNews) await related(deps, user, other, true);
};

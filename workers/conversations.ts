// Conversations as the Worker handles them: makes them, finds their objects, and shows what an object answered.
import type { ConversationSight, Glance } from "#objects/conversation/conversation.ts";
import type { ConversationView, CreateConversation } from "#core/protocol/conversations.ts";
import type { Identity } from "#core/protocol/identity.ts";
import type { ConversationId, UserId } from "#core/protocol/ids.ts";
import { err, ok, type Result } from "#core/domain/result.ts";
import {
  findDirect,
  getConversation,
  insertConversation,
  type ListedConversation,
  listMembers,
} from "#db/queries/conversations.ts";
import { blockedAmong, getStanding } from "#db/queries/people.ts";
import { listNames } from "#db/queries/users.ts";
import type { ConversationRow } from "#db/schema/conversations.ts";
import type { Deps } from "./deps.ts";
import { log } from "./log.ts";
import type { Answer } from "./rooms.ts";

type ConversationStub = ReturnType<Deps["conversations"]["getByName"]>;

/** What the directory knows is enough to make the object again, should the Worker die between the two. */
const makeObject = async (deps: Deps, row: ConversationRow, stub: ConversationStub): Promise<void> => {
  const { id, kind, title, encryption, history, createdBy: by } = row;
  const rows = await listMembers(deps.db, id);
  const names = await listNames(
    deps.db,
    rows.map(({ userId }) => userId),
  );
  const members = rows.map(({ userId: user, role }) => ({
    user,
    role,
    name: names.find((known) => known.user === user)?.name ?? "",
  }));
  const requestOf = rows.find(({ standing }) => standing === "waiting")?.userId ?? null;
  await stub.create({ id, kind, title, encryption, history, by, members, requestOf });
};

/** Ids that the directory does not know reach no object, so guessing makes no storage. */
export const askConversation = async <T>(
  deps: Deps,
  id: ConversationId,
  ask: (stub: ConversationStub) => Promise<Answer<T>>,
): Promise<Answer<T> | null> => {
  const row = await getConversation(deps.db, id);
  if (row === null) return null;
  const answer = await ask(deps.conversations.getByName(id));
  if (answer.ok || answer.error !== "uncreated") return answer;
  const stub = deps.conversations.getByName(id);
  await makeObject(deps, row, stub);
  return ask(stub);
};

const markersOf = (deps: Deps, user: UserId, ids: readonly ConversationId[]): Promise<number[]> =>
  deps.inboxes.getByName(user).markersOf(ids);

/** What a member sees of it now. */
export const lookAt = async (
  deps: Deps,
  id: ConversationId,
  user: UserId,
): Promise<Answer<ConversationSight> | null> => {
  const [marker = 0] = await markersOf(deps, user, [id]);
  return askConversation(deps, id, (stub) => stub.look(user, marker));
};

const glanceAt = async (deps: Deps, id: ConversationId, user: UserId, marker: number): Promise<Glance | "gone"> => {
  try {
    const glance = await deps.conversations.getByName(id).glance(user, marker);
    if (glance.ok) return glance.value;
    if (glance.error === "not_found") return "gone";
  } catch (error) {
    // One that does not answer shows no words; the list is there all the same.
    log("warn", "a conversation did not answer", { conversation: id, error: String(error) });
  }
  return { last: null, unread: 0, named: 0 };
};

/** The directory's lines with what each conversation says itself; whoever is no member there any more does not see it. */
export const withGlances = async (
  deps: Deps,
  user: UserId,
  listed: readonly ListedConversation[],
): Promise<ConversationView[]> => {
  if (listed.length === 0) return [];
  const ids = listed.map(({ row }) => row.id);
  const markers = await markersOf(deps, user, ids);
  const glances = await Promise.all(ids.map((id, index) => glanceAt(deps, id, user, markers[index] ?? 0)));
  return listed.flatMap((line, index) => {
    const glance = glances[index] ?? "gone";
    return glance === "gone" ? [] : [toListed(line, glance)];
  });
};

/** Fresh from the object. */
export const toView = ({
  conversation,
  members,
  activeAt,
  request,
  last,
  unread,
  named,
}: ConversationSight): ConversationView => ({
  id: conversation.id,
  kind: conversation.kind,
  title: conversation.title,
  encryption: conversation.encryption,
  history: conversation.history,
  members: members.map(({ user, name, role }) => ({ user, name, role })),
  memberCount: members.length,
  activeAt,
  request,
  last,
  unread,
  named,
});

/** From the directory: a little late, and with the first members only. */
const toListed = ({ row, standing }: ListedConversation, glance: Glance): ConversationView => ({
  id: row.id,
  kind: row.kind,
  title: row.title,
  encryption: row.encryption,
  history: row.history,
  members: [...row.faces],
  memberCount: row.memberCount,
  activeAt: row.activeAt,
  request: standing === "open",
  ...glance,
});

/**
 * The people behind these ids. Whoever does not exist and whoever is blocked, either way, are alike: nobody learns that
 * they are blocked.
 */
export const resolvePeople = async (
  deps: Deps,
  by: UserId,
  ids: readonly UserId[],
): Promise<Result<{ user: UserId; name: string }[], "not_found">> => {
  const wanted = [...new Set(ids)].filter((id) => id !== by);
  const [known, blocked] = await Promise.all([listNames(deps.db, wanted), blockedAmong(deps.db, by, wanted)]);
  const people = wanted.flatMap((id) => known.find(({ user }) => user === id && !blocked.has(user)) ?? []);
  return people.length === wanted.length ? ok(people) : err("not_found");
};

const openAt = async (deps: Deps, id: ConversationId, user: UserId): Promise<ConversationView> => {
  const seen = await lookAt(deps, id, user);
  if (seen === null || !seen.ok) throw new Error("a conversation refused its creator");
  return toView(seen.value);
};

/** The conversation of two people, made if there is none yet; both may begin it at the same moment. */
export const openDirect = async (
  deps: Deps,
  by: Pick<Identity, "user" | "name">,
  other: UserId,
  encryption: CreateConversation["encryption"],
): Promise<Result<ConversationView, "not_found">> => {
  const existing = await findDirect(deps.db, by.user, other);
  if (existing !== null) return ok(await openAt(deps, existing, by.user));
  const people = await resolvePeople(deps, by.user, [other]);
  if (!people.ok) return people;
  const { contact } = await getStanding(deps.db, by.user, other);
  const members = [{ user: by.user, name: by.name }, ...people.value].map((one) => ({
    ...one,
    role: "member" as const,
  }));
  const id = await insertConversation(deps.db, {
    id: deps.newId("cnv"),
    kind: "direct",
    title: null,
    encryption,
    history: "all",
    createdBy: by.user,
    createdAt: deps.now(),
    members,
    requestOf: contact === "contact" ? null : other,
  });
  return ok(await openAt(deps, id, by.user));
};

export const openGroup = async (
  deps: Deps,
  by: Pick<Identity, "user" | "name">,
  wanted: CreateConversation,
): Promise<Result<ConversationView, "not_found">> => {
  const people = await resolvePeople(deps, by.user, wanted.memberIds);
  if (!people.ok) return people;
  const id = await insertConversation(deps.db, {
    id: deps.newId("cnv"),
    kind: "group",
    title: wanted.title ?? null,
    encryption: wanted.encryption,
    history: wanted.history ?? "all",
    createdBy: by.user,
    createdAt: deps.now(),
    members: [
      { user: by.user, name: by.name, role: "owner" },
      ...people.value.map((one) => ({ ...one, role: "member" as const })),
    ],
    requestOf: null,
  });
  return ok(await openAt(deps, id, by.user));
};

/** On the sockets that are open, at once: what two say to each other ends, or may go on. */
export const applyBlock = async (deps: Deps, by: UserId, other: UserId, on: boolean): Promise<void> => {
  const id = await findDirect(deps.db, by, other);
  if (id !== null) await deps.conversations.getByName(id).setBlocked(by, on);
};

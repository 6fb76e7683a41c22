// The directory of conversations.
import { typeid } from "typeid-js";
import { expect } from "vitest";
import type { ConversationId, UserId } from "#core/protocol/ids.ts";
import type { ConversationProjection } from "#core/protocol/projector.ts";
import type { Db } from "../open.ts";
import { newUserId, NOW, onBothDatabases } from "./both-databases.ts";
import * as conversations from "./conversations.ts";

const newId = () => typeid("cnv").toString() as ConversationId;
const face = (user: UserId, role: "owner" | "member" = "member") => ({ user, name: `Name of ${user}`, role });

const group = async (d: Db, users: readonly UserId[], createdAt = NOW) => {
  const [by = newUserId()] = users;
  const made: conversations.NewConversation = {
    id: newId(),
    kind: "group",
    title: "Thesis",
    encryption: "none",
    history: "all",
    createdBy: by,
    createdAt,
    members: users.map((user) => face(user, user === by ? "owner" : "member")),
    requestOf: null,
  };
  await conversations.insertConversation(d, made);
  return made;
};

const projection = (
  { id, kind, title, members }: conversations.NewConversation,
  change: Partial<ConversationProjection>,
): ConversationProjection => ({ id, kind, title, members, seq: 1, activeAt: NOW, request: null, ...change });

const mine = async (d: Db, user: UserId) =>
  (await conversations.listMyConversations(d, user, null, 50)).map(({ row }) => row.id);

onBothDatabases("conversations", (rule) => {
  rule("C33 of two people who begin a direct conversation at once both are in the same one", async (d) => {
    const [ada, bob] = [newUserId(), newUserId()];
    const begin = (by: UserId, other: UserId) =>
      conversations.insertConversation(d, {
        id: newId(),
        kind: "direct",
        title: null,
        encryption: "none",
        history: "all",
        createdBy: by,
        createdAt: NOW,
        members: [face(by), face(other)],
        requestOf: null,
      });
    const [one, other] = await Promise.all([begin(ada, bob), begin(bob, ada)]);
    expect(one).toBe(other);
    expect(await conversations.findDirect(d, bob, ada)).toBe(one);
    expect([await mine(d, ada), await mine(d, bob)]).toEqual([[one], [one]]);
    expect(await begin(ada, bob)).toBe(one);
    expect((await conversations.listMembers(d, one)).map(({ userId }) => userId).toSorted()).toEqual(
      [ada, bob].toSorted(),
    );
  });

  rule("creating twice with one id is creating once", async (d) => {
    const made = await group(d, [newUserId(), newUserId()]);
    await conversations.insertConversation(d, { ...made, title: "Other" });
    expect(await conversations.getConversation(d, made.id)).toMatchObject({ title: "Thesis", seq: 0, memberCount: 2 });
  });

  rule("an older projection never overwrites a newer one, in rows and in membership", async (d) => {
    const [ada, bob, carol] = [newUserId(), newUserId(), newUserId()];
    const made = await group(d, [ada, bob]);
    const newer = projection(made, {
      seq: 7,
      title: "New",
      members: [face(ada, "owner"), face(carol)],
      activeAt: NOW + 7,
    });
    await conversations.projectConversation(d, newer);
    await conversations.projectConversation(d, projection(made, { seq: 3, title: "Old", activeAt: NOW + 3 }));
    await conversations.projectConversation(d, newer);
    expect(await conversations.getConversation(d, made.id)).toMatchObject({
      title: "New",
      seq: 7,
      memberCount: 2,
      activeAt: NOW + 7,
      faces: [face(ada, "owner"), face(carol)],
    });
    expect([await mine(d, bob), await mine(d, carol)]).toEqual([[], [made.id]]);
    await conversations.projectConversation(d, projection(made, { seq: 9, members: [face(ada, "owner"), face(bob)] }));
    expect([await mine(d, bob), await mine(d, carol)]).toEqual([[made.id], []]);
  });

  rule("a stranger who has said nothing, or is not wanted, is not listed; one who asks is, as a request", async (d) => {
    const [ada, bob] = [newUserId(), newUserId()];
    const made: conversations.NewConversation = {
      ...(await group(d, [ada])),
      id: newId(),
      kind: "direct",
      title: null,
      members: [face(ada), face(bob)],
      requestOf: bob,
    };
    await conversations.insertConversation(d, made);
    const standingOf = async () =>
      (await conversations.listMyConversations(d, bob, null, 5)).map(({ standing }) => standing);
    const tell = (seq: number, state: "open" | "declined" | null) =>
      conversations.projectConversation(
        d,
        projection(made, { seq, request: state === null ? null : { user: bob, state } }),
      );
    expect(await standingOf()).toEqual([]);
    await tell(2, "open");
    expect(await standingOf()).toEqual(["open"]);
    await tell(3, "declined");
    expect(await standingOf()).toEqual([]);
    expect(await tell(4, null)).toEqual([bob]);
    expect(await tell(4, null)).toEqual([]);
    expect(await standingOf()).toEqual(["member"]);
    expect(await mine(d, ada)).toContain(made.id);
  });

  rule("one's own are listed newest activity first, page by page without gap or repeat", async (d) => {
    const ada = newUserId();
    const made: ConversationId[] = [];
    for (const at of [10, 30, 20, 30, 40]) made.push((await group(d, [ada, newUserId()], NOW + at)).id);
    const seen: conversations.ConversationPlace[] = [];
    for (let place: conversations.ConversationPlace | null = null; ;) {
      const rows: conversations.ListedConversation[] = await conversations.listMyConversations(d, ada, place, 2);
      seen.push(...rows.map(({ row }) => ({ activeAt: row.activeAt, id: row.id })));
      const last = rows.at(-1)?.row;
      if (last === undefined) break;
      place = { activeAt: last.activeAt, id: last.id };
    }
    expect(seen.map(({ activeAt }) => activeAt - NOW)).toEqual([40, 30, 30, 20, 10]);
    expect(new Set(seen.map(({ id }) => id))).toEqual(new Set(made));
  });

  rule("a group of a thousand is made and projected in one batch; a ghost is not made by its projection", async (d) => {
    const users = Array.from({ length: 1_000 }, () => newUserId());
    const made = await group(d, users);
    expect(await conversations.listMembers(d, made.id)).toHaveLength(1_000);
    await conversations.projectConversation(d, projection(made, { seq: 2 }));
    expect(await conversations.getConversation(d, made.id)).toMatchObject({ memberCount: 1_000, seq: 2 });
    const ghost = newId();
    const user = newUserId();
    await conversations.projectConversation(d, { ...projection(made, {}), id: ghost, members: [face(user)] });
    expect(await conversations.getConversation(d, ghost)).toBeNull();
    expect(await mine(d, user)).toEqual([]);
  });
});

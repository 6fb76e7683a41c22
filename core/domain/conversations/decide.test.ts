// What may be asked of a conversation. Ids are those of durable-objects/conversation/SPEC.md.
import { describe, expect, test } from "vitest";
import { ALICE, BOB, CAROL, ConversationOf, DAN, person } from "./conversation.fixture.ts";

const plain = (text: string) => ({ kind: "plain" as const, text });
const sealed = { kind: "sealed" as const, epoch: 1, ciphertext: "AAAA" };

describe("messages", () => {
  test("C1 what is sent is in the state as it was written, with its reply link and the members it mentions", () => {
    const conversation = new ConversationOf();
    const first = conversation.say(ALICE, "  two  spaces and a line\n");
    const data = {
      body: plain("yes"),
      replyTo: first,
      mentions: [ALICE, ALICE, DAN],
      composedAt: conversation.now + 9,
    };
    expect(conversation.ask(BOB, { name: "send", data })).toBeNull();
    expect(conversation.state.messages).toMatchObject([
      { user: ALICE, body: plain("  two  spaces and a line\n"), replyTo: null },
      { user: BOB, replyTo: first, mentions: [ALICE], composedAt: conversation.now },
    ]);
  });

  test("C2 nobody replies to what is no message, or not one they may see", () => {
    const conversation = new ConversationOf({ history: "from_join" });
    const early = conversation.say(ALICE, "before");
    conversation.add(ALICE, CAROL);
    for (const replyTo of [1, early, 999]) {
      expect(conversation.ask(CAROL, { name: "send", data: { body: plain("?"), replyTo } })).toBe("no_such_message");
    }
    expect(conversation.ask(BOB, { name: "send", data: { body: plain("!"), replyTo: early } })).toBeNull();
  });

  test("C3 plain bodies only where nothing is encrypted, sealed ones only where everything is", () => {
    const open = new ConversationOf();
    expect(open.ask(ALICE, { name: "send", data: { body: sealed } })).toBe("wrong_encryption");
    const closed = new ConversationOf({ encryption: "mls" });
    expect(closed.ask(ALICE, { name: "send", data: { body: plain("x") } })).toBe("wrong_encryption");
    expect(closed.ask(ALICE, { name: "send", data: { body: sealed } })).toBeNull();
    const seq = closed.head;
    expect(closed.ask(ALICE, { name: "edit", data: { seq, body: plain("x") } })).toBe("wrong_encryption");
    expect(closed.ask(ALICE, { name: "edit", data: { seq, body: { ...sealed, epoch: 2 } } })).toBeNull();
    expect(closed.state.messages[0]?.body).toEqual({ ...sealed, epoch: 2 });
  });

  test("C4 only its author edits a message, the same text is no edit, and a removed one is edited no more", () => {
    const conversation = new ConversationOf();
    const seq = conversation.say(BOB, "helo");
    const edit = (text: string) => ({ name: "edit" as const, data: { seq, body: plain(text) } });
    expect(conversation.ask(ALICE, edit("hijacked"))).toBe("not_your_message");
    expect(conversation.ask(BOB, edit("hello"))).toBeNull();
    const { head } = conversation;
    expect(conversation.ask(BOB, edit("hello"))).toBeNull();
    expect(conversation.head).toBe(head);
    expect(conversation.ask(BOB, { name: "remove", data: { seq } })).toBeNull();
    expect(conversation.ask(BOB, edit("again"))).toBe("no_such_message");
  });

  test("C41 an edit says whom a message mentions from then on, or leaves it; names are kept as they were then", () => {
    const conversation = new ConversationOf();
    const send = { body: plain("@Alice"), mentions: [ALICE] };
    expect(conversation.ask(BOB, { name: "send", data: send })).toBeNull();
    const seq = conversation.head;
    const edit = (text: string, mentions?: (typeof ALICE)[]) =>
      conversation.ask(BOB, {
        name: "edit",
        data: { seq, body: plain(text), ...(mentions === undefined ? {} : { mentions }) },
      });
    const named = () => {
      const { mentions, mentionedAs } = conversation.state.messages[0] ?? {};
      return [mentions, mentionedAs];
    };
    conversation.happen([{ name: "member_renamed", data: { user: ALICE, name: "Alicia" } }]);
    expect(edit("@Alice!")).toBeNull();
    expect(named()).toEqual([[ALICE], ["Alice"]]);
    conversation.add(ALICE, CAROL);
    expect(edit("@Alicia and @Carol", [ALICE, CAROL, DAN])).toBeNull();
    expect(named()).toEqual([
      [ALICE, CAROL],
      ["Alicia", "Person 3"],
    ]);
    const { head } = conversation;
    expect(edit("@Alicia and @Carol", [CAROL, ALICE])).toBeNull();
    expect(conversation.head).toBe(head);
    conversation.ask(CAROL, { name: "leave", data: {} });
    expect(edit("@Carol only", [CAROL])).toBeNull();
    expect(named()).toEqual([[CAROL], ["Person 3"]]);
    expect(edit("nobody", [])).toBeNull();
    expect(named()).toEqual([[], undefined]);
    expect(edit("nobody", [DAN])).toBeNull();
    expect(conversation.head).toBe(head + 3);
  });

  test("C5 a removal leaves a tombstone without text, mentions, reactions or pin; again is nothing", () => {
    const conversation = new ConversationOf();
    const seq = conversation.say(BOB, "secret");
    conversation.ask(ALICE, { name: "react", data: { seq, emoji: "👍", on: true } });
    conversation.ask(ALICE, { name: "pin", data: { seq, on: true } });
    expect(conversation.ask(BOB, { name: "remove", data: { seq } })).toBeNull();
    expect(conversation.state.messages[0]).toMatchObject({ seq, user: BOB, body: null, reactions: [], mentions: [] });
    expect(conversation.state.pins).toEqual([]);
    expect(JSON.stringify(conversation.state)).not.toContain("secret");
    const { head } = conversation;
    expect(conversation.ask(BOB, { name: "remove", data: { seq } })).toBeNull();
    expect(conversation.head).toBe(head);
    expect(conversation.ask(ALICE, { name: "react", data: { seq, emoji: "👍", on: true } })).toBe("no_such_message");
  });

  test("C6 owners and admins remove anybody's message in a group, in a direct conversation only its author does", () => {
    const group = new ConversationOf();
    const bobs = group.say(BOB, "spam");
    const alices = group.say(ALICE, "rules");
    expect(group.ask(BOB, { name: "remove", data: { seq: alices } })).toBe("not_your_message");
    expect(group.ask(ALICE, { name: "remove", data: { seq: bobs } })).toBeNull();
    const direct = new ConversationOf({ kind: "direct" });
    const seq = direct.say(BOB, "mine");
    expect(direct.ask(ALICE, { name: "remove", data: { seq } })).toBe("not_your_message");
  });

  test("C7 messages that left the window are edited, removed, reacted to and pinned all the same", () => {
    const conversation = new ConversationOf();
    const seq = conversation.say(ALICE, "first");
    for (let index = 0; index < 60; index++) conversation.say(BOB, `line ${index}`);
    expect(conversation.state.messages).toHaveLength(50);
    expect(conversation.ask(BOB, { name: "react", data: { seq, emoji: "🎉", on: true } })).toBeNull();
    expect(conversation.ask(ALICE, { name: "edit", data: { seq, body: plain("edited") } })).toBeNull();
    expect(conversation.ask(ALICE, { name: "pin", data: { seq, on: true } })).toBeNull();
    expect(conversation.message(seq)).toMatchObject({
      body: plain("edited"),
      reactions: [{ emoji: "🎉", users: [BOB] }],
    });
    expect(conversation.ask(BOB, { name: "edit", data: { seq, body: plain("not mine") } })).toBe("not_your_message");
  });
});

describe("reactions and pins", () => {
  test("C8 one emoji is one reaction, taken back by whoever gave it; twenty kinds are the most", () => {
    const conversation = new ConversationOf();
    const seq = conversation.say(ALICE, "hi");
    const react = (emoji: string, on = true) => conversation.ask(BOB, { name: "react", data: { seq, emoji, on } });
    for (const bad of ["", "a", "👍👍", "1", "🏽x", "\u200d", "👍 "]) expect(react(bad)).toBe("not_an_emoji");
    const twenty = [..."😀😃😄😁😆😅😂😊😇🙂🙃😉😌😍🥰😘😗😙😚😋"];
    for (const emoji of twenty) expect(react(emoji)).toBeNull();
    expect(react("🤖")).toBe("too_many");
    expect(react("😀", false)).toBeNull();
    expect(react("🤖")).toBeNull();
    const { head } = conversation;
    expect(react("🤖")).toBeNull();
    expect(react("😀", false)).toBeNull();
    expect(conversation.head).toBe(head);
    expect(conversation.state.messages[0]?.reactions.map(({ emoji }) => emoji)).toEqual([...twenty.slice(1), "🤖"]);
  });

  test("C9 in a group owners and admins pin, in a direct conversation both; fifty are the most", () => {
    const group = new ConversationOf();
    const seq = group.say(BOB, "agenda");
    expect(group.ask(BOB, { name: "pin", data: { seq, on: true } })).toBe("not_allowed");
    expect(group.ask(ALICE, { name: "pin", data: { seq: 1, on: true } })).toBe("no_such_message");
    for (let index = 0; index < 50; index++) {
      const next = group.say(BOB, `point ${index}`);
      expect(group.ask(ALICE, { name: "pin", data: { seq: next, on: true } })).toBeNull();
    }
    expect(group.ask(ALICE, { name: "pin", data: { seq, on: true } })).toBe("too_many");
    const direct = new ConversationOf({ kind: "direct" });
    const hello = direct.say(ALICE, "hello");
    expect(direct.ask(BOB, { name: "pin", data: { seq: hello, on: true } })).toBeNull();
    expect(direct.ask(BOB, { name: "pin", data: { seq: hello, on: false } })).toBeNull();
    expect(direct.state.pins).toEqual([]);
  });
});

describe("read markers", () => {
  test("C10 a marker is a maximum that never passes the head; an own message moves the own marker to it", () => {
    const conversation = new ConversationOf();
    const first = conversation.say(ALICE, "one");
    const second = conversation.say(ALICE, "two");
    expect(conversation.ask(BOB, { name: "read", data: { upTo: 9_999 } })).toBeNull();
    expect(conversation.state.markers[BOB]).toBe(second);
    expect(conversation.state.markers[ALICE]).toBe(second);
    const { head } = conversation;
    expect(conversation.ask(BOB, { name: "read", data: { upTo: first } })).toBeNull();
    expect(conversation.head).toBe(head);
    expect(conversation.state.markers[BOB]).toBe(second);
  });

  test("C11 a marker moves once a minute; sooner is too fast and says for how long", () => {
    const conversation = new ConversationOf();
    const read = (upTo: number) => conversation.ask(BOB, { name: "read", data: { upTo } });
    expect(read(conversation.say(ALICE, "one"))).toBeNull();
    const second = conversation.say(ALICE, "two");
    conversation.now += 59_999;
    expect(read(second)).toBe("too_fast");
    conversation.now += 1;
    expect(read(second)).toBeNull();
    expect(read(second)).toBeNull();
  });
});

describe("members", () => {
  test("C12 whoever is no member is told so, whatever they ask; who left or was removed is none", () => {
    const conversation = new ConversationOf();
    conversation.add(ALICE, CAROL);
    const say = (user: typeof ALICE) => conversation.ask(user, { name: "send", data: { body: plain("hi") } });
    expect(say(DAN)).toBe("not_a_member");
    expect(conversation.ask(ALICE, { name: "remove_member", data: { user: CAROL } })).toBeNull();
    expect(conversation.ask(BOB, { name: "leave", data: {} })).toBeNull();
    expect([say(CAROL), say(BOB)]).toEqual(["not_a_member", "not_a_member"]);
    expect(conversation.add(BOB, CAROL)).toBe("not_a_member");
  });

  test("C13 owners remove anybody else, admins only members, members nobody", () => {
    const conversation = new ConversationOf();
    conversation.add(ALICE, CAROL, DAN);
    const remove = (by: typeof ALICE, user: typeof ALICE) =>
      conversation.ask(by, { name: "remove_member", data: { user } });
    const role = (user: typeof ALICE, to: "owner" | "admin" | "member") =>
      conversation.ask(ALICE, { name: "set_role", data: { user, role: to } });
    expect(remove(BOB, CAROL)).toBe("not_allowed");
    role(BOB, "admin");
    role(CAROL, "admin");
    expect(remove(BOB, CAROL)).toBe("not_allowed");
    expect(remove(BOB, ALICE)).toBe("not_allowed");
    expect(remove(BOB, BOB)).toBe("not_allowed");
    expect(remove(BOB, person(9))).toBe("no_such_member");
    expect(remove(BOB, DAN)).toBeNull();
    expect(remove(ALICE, CAROL)).toBeNull();
  });

  test("C14 only owners set roles, a group keeps an owner, and the last one who leaves hands it on", () => {
    const conversation = new ConversationOf();
    conversation.add(ALICE, CAROL, DAN);
    const role = (by: typeof ALICE, user: typeof ALICE, to: "owner" | "admin" | "member") =>
      conversation.ask(by, { name: "set_role", data: { user, role: to } });
    expect(role(BOB, BOB, "owner")).toBe("not_allowed");
    expect(role(ALICE, ALICE, "member")).toBe("last_owner");
    expect(role(ALICE, person(9), "admin")).toBe("no_such_member");
    expect(role(ALICE, DAN, "admin")).toBeNull();
    expect(conversation.ask(ALICE, { name: "leave", data: {} })).toBeNull();
    expect(conversation.roleOf(DAN)).toBe("owner");
    expect(conversation.ask(DAN, { name: "leave", data: {} })).toBeNull();
    expect(conversation.roleOf(BOB)).toBe("owner");
    conversation.ask(BOB, { name: "leave", data: {} });
    expect(conversation.ask(CAROL, { name: "leave", data: {} })).toBeNull();
    expect(conversation.state.members).toEqual([]);
  });

  test("C15 owners and admins add people, each once, up to a thousand", () => {
    const conversation = new ConversationOf();
    expect(conversation.add(BOB, CAROL)).toBe("not_allowed");
    expect(conversation.add(ALICE, CAROL, CAROL, BOB)).toBeNull();
    expect(conversation.state.members.map(({ user }) => user)).toEqual([ALICE, BOB, CAROL]);
    const { head } = conversation;
    expect(conversation.add(ALICE, CAROL)).toBeNull();
    expect(conversation.head).toBe(head);
    const crowd = Array.from({ length: 998 }, (_, index) => person(1_000 + index));
    expect(conversation.add(ALICE, ...crowd)).toBe("too_many");
    expect(conversation.add(ALICE, ...crowd.slice(1))).toBeNull();
    expect(conversation.state.members).toHaveLength(1_000);
  });

  test("C16 a direct conversation has its two people and no title, for good", () => {
    const direct = new ConversationOf({ kind: "direct" });
    expect(direct.add(ALICE, CAROL)).toBe("direct_is_fixed");
    const refused = [
      direct.ask(ALICE, { name: "rename", data: { title: "Us" } }),
      direct.ask(ALICE, { name: "leave", data: {} }),
      direct.ask(ALICE, { name: "remove_member", data: { user: BOB } }),
      direct.ask(ALICE, { name: "set_role", data: { user: BOB, role: "admin" } }),
    ];
    expect(refused).toEqual(Array.from({ length: 4 }, () => "direct_is_fixed"));
  });

  test("C17 owners and admins rename a group; the same title is nothing", () => {
    const conversation = new ConversationOf();
    expect(conversation.ask(BOB, { name: "rename", data: { title: "Mine" } })).toBe("not_allowed");
    expect(conversation.ask(ALICE, { name: "rename", data: { title: "Ours" } })).toBeNull();
    const { head } = conversation;
    expect(conversation.ask(ALICE, { name: "rename", data: { title: "Ours" } })).toBeNull();
    expect([conversation.head, conversation.state.conversation.title]).toEqual([head, "Ours"]);
  });

  test("C18 between two who are blocked nothing goes either way; taking back one's own words still does", () => {
    const direct = new ConversationOf({ kind: "direct" });
    const seq = direct.say(ALICE, "sorry");
    direct.isBlocked = true;
    const asked = [ALICE, BOB].flatMap((user) => [
      direct.ask(user, { name: "send", data: { body: plain("x") } }),
      direct.ask(user, { name: "react", data: { seq, emoji: "👍", on: true } }),
      direct.ask(user, { name: "read", data: { upTo: seq } }),
      direct.ask(user, { name: "pin", data: { seq, on: true } }),
    ]);
    expect(asked).toEqual(Array.from({ length: 8 }, () => "blocked"));
    expect(direct.ask(ALICE, { name: "remove", data: { seq } })).toBeNull();
  });
});

// The line of the inbox.
import { describe, expect, test } from "vitest";
import type { ConversationState, FoldedMessage } from "#core/protocol/conversations.ts";
import type { ConversationId, MediaId, UserId } from "#core/protocol/ids.ts";
import { PREVIEW_CHARACTERS } from "#core/protocol/limits.ts";
import { lastMessageFrom } from "./last-message.ts";

const ADA = "usr_01m7x587n0eh38cjnb2p72bc8k" as UserId;

const stateWith = (body: FoldedMessage["body"], user: UserId = ADA): ConversationState => ({
  conversation: {
    id: "cnv_01m7x587n0eh38cjnb2p72bc8k" as ConversationId,
    kind: "group",
    title: null,
    encryption: "none",
    history: "all",
    createdBy: ADA,
    createdAt: 1,
  },
  members: [{ user: ADA, name: "Ada", role: "owner", joinedAt: 1, from: 1 }],
  pins: [],
  markers: {},
  messages: [
    { seq: 2, at: 5, user, body, editedAt: null, replyTo: null, mentions: [], composedAt: null, reactions: [] },
  ],
});
const plain = (text: string) => ({ kind: "plain", text }) as const;

const cut = (text: string) => lastMessageFrom(stateWith(plain(text)), 1)?.text;

describe("the last message", () => {
  test("C34 says who, when and what, and nothing of what was removed or sealed", () => {
    const common = { seq: 2, at: 5, user: ADA, name: "Ada" };
    expect(lastMessageFrom(stateWith(plain("hello")), 1)).toEqual({ ...common, kind: "plain", text: "hello" });
    expect(lastMessageFrom(stateWith(null), 1)).toEqual({ ...common, kind: "removed", text: null });
    const voice = {
      id: "media_01m7x587n0eh38cjnb2p72bc8k" as MediaId,
      kind: "audio",
      type: "audio/mp4",
      name: "voice-message.m4a",
      bytes: 9,
      width: null,
      height: null,
      durationMs: 12_000,
      placeholder: null,
      waveform: null,
    } as const;
    expect(lastMessageFrom(stateWith({ ...plain("hear"), attachments: [voice] }), 1)).toEqual({
      ...common,
      kind: "plain",
      text: "hear",
    });
    expect(lastMessageFrom(stateWith({ ...plain(""), attachments: [voice] }), 1)).toEqual({
      ...common,
      kind: "plain",
      text: "",
      attached: { kind: "voice", count: 1, name: null, durationMs: 12_000 },
    });
    const sealed = { kind: "sealed", epoch: 1, ciphertext: "AAAA" } as const;
    expect(lastMessageFrom(stateWith(sealed), 1)).toEqual({ ...common, kind: "sealed", text: null });
  });

  test("C34 whoever wrote it and left has no name any more; what lies before one's beginning is not shown", () => {
    const gone = "usr_01m7x587n0eh38cjnb2p72bc8m" as UserId;
    expect(lastMessageFrom(stateWith(plain("bye"), gone), 1)).toMatchObject({ user: gone, name: null });
    expect(lastMessageFrom(stateWith(plain("secret")), 3)).toBeNull();
    expect(lastMessageFrom({ ...stateWith(null), messages: [] }, 1)).toBeNull();
  });

  test("C34 a long one is cut between characters", () => {
    expect(cut("x".repeat(PREVIEW_CHARACTERS + 1))).toBe("x".repeat(PREVIEW_CHARACTERS));
    expect(cut("😀".repeat(PREVIEW_CHARACTERS + 9))).toBe("😀".repeat(PREVIEW_CHARACTERS));
    expect(cut(`a${"😀".repeat(PREVIEW_CHARACTERS)}`)).toBe(`a${"😀".repeat(PREVIEW_CHARACTERS - 1)}`);
  });
});

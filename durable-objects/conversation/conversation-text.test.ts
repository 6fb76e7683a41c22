// What people paste, and what they attack with, through the actor: sent, edited, as title, and read again.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { ConversationTitle, MessageBody } from "#core/protocol/conversations.ts";
import { identityOf } from "../shell/model-world.fake.ts";
import { ConversationWorld } from "./conversation-world.fake.ts";

const corpora = process.env["CORPORA_DIR"] ?? path.resolve(import.meta.dirname, "../../../shared/corpora");
const abuse = path.join(corpora, "text-abuse");
const isThere = existsSync(abuse);
const read = (file: string) => readFileSync(path.join(abuse, file), "utf8");

const emoji = (): string[] =>
  read("unicode15/emoji-test.txt")
    .split("\n")
    .flatMap((line) => {
      const points = /^([0-9A-F ]+?)\s*;/.exec(line)?.[1];
      if (points === undefined) return [];
      return [String.fromCodePoint(...points.split(" ").map((point) => Number.parseInt(point, 16)))];
    });

const CORPORA: readonly [string, () => string[], number][] = [
  ["naughty strings", () => (JSON.parse(read("blns.json")) as { s: string }[]).map(({ s }) => s), 290],
  ["scripts", () => read("xss-payloadbox.txt").split("\n"), 2_000],
  ["emoji", emoji, 2_000],
];

/** Sends as somebody whose page is closed: through the command door, which is the JSON that a person would have sent. */
const open = () => {
  const world = new ConversationWorld("all");
  const sender = identityOf(0);
  let n = 0;
  const command = (name: string, data: Record<string, unknown>) => {
    world.machine.nowMs += 50;
    n += 1;
    const frame = { type: "command" as const, n, since: 0, floor: n, name, data };
    const body = JSON.parse(JSON.stringify({ client: "client-of-text", commands: [frame] })) as never;
    const [answer] = world.ask((actor) => actor.submit(sender, body)) ?? [];
    return answer;
  };
  const texts = () => {
    const page = world.ask((actor) => actor.history(sender.user, null, 1));
    return page?.items.map(({ body }) => (body?.kind === "plain" ? body.text : null));
  };
  return { world, command, texts };
};

describe.skipIf(!isThere)("C32 strange text comes back as it was sent (needs CORPORA_DIR)", () => {
  test.each(CORPORA)("%s, sent and edited", (_, list, atLeast) => {
    const { command, texts } = open();
    const strings = [...new Set(list())].filter((text) => MessageBody.safeParse({ kind: "plain", text }).success);
    expect(strings.length).toBeGreaterThan(atLeast);
    for (const [index, text] of strings.entries()) {
      const isEdit = index % 2 === 1;
      const sent = command("send", { body: { kind: "plain", text: isEdit ? "before" : text } });
      expect(sent?.type).toBe("ack");
      if (isEdit && text !== "before" && sent?.type === "ack") {
        command("edit", { seq: sent.seq, body: { kind: "plain", text } });
      }
      expect(texts()).toEqual([text]);
    }
  });

  test("as a title, where it is one", () => {
    const { world } = open();
    const titles = CORPORA.flatMap(([, list]) => list()).filter((text) => {
      const parsed = ConversationTitle.safeParse(text);
      return parsed.success && parsed.data === text;
    });
    expect(titles.length).toBeGreaterThan(3_000);
    const warden = identityOf(4);
    for (const [index, title] of titles.entries()) {
      world.machine.nowMs += 50;
      const frame = {
        type: "command" as const,
        n: index + 1,
        since: 0,
        floor: index + 1,
        name: "rename",
        data: { title },
      };
      world.ask((actor) => actor.submit(warden, { client: "client-of-title", commands: [frame] }));
      expect(world.actor()?.state.conversation.title).toBe(title);
    }
  });
});

// Chat logs of elsewhere as one list of messages: IRC logs with their reply annotations, and Slack exports.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { readZip } from "./zip.ts";

export type LoggedMessage = {
  readonly author: string;
  readonly text: string;
  /** Epoch ms; null where the log has no date. */
  readonly at: number | null;
  /** Index of an earlier message of the same list. */
  readonly replyTo: number | null;
};

const IRC_LINE = /^\[\d\d:\d\d\] <([^>]+)> ?(.*)$/;

/**
 * One channel's log and its annotation: lines `a b -` say that one of the two answers the other, whichever is later.
 * Of several messages it answers, a message is linked to the last one. Notices of the server are no messages.
 */
export const parseIrc = (raw: string, annotation: string): LoggedMessage[] => {
  const lines = raw.split("\n");
  const placeOfLine = new Map<number, number>();
  const found: { author: string; text: string }[] = [];
  for (const [line, content] of lines.entries()) {
    const [, author = "", text = ""] = IRC_LINE.exec(content) ?? [];
    if (author === "" || text.trim() === "") continue;
    placeOfLine.set(line, found.length);
    found.push({ author, text });
  }
  const replies = new Map<number, number>();
  for (const link of annotation.split("\n")) {
    const [one, other] = link
      .split(" ")
      .slice(0, 2)
      .map((line) => placeOfLine.get(Number(line)));
    if (one === undefined || other === undefined || one === other) continue;
    const [target, reply] = [Math.min(one, other), Math.max(one, other)];
    replies.set(reply, Math.max(target, replies.get(reply) ?? 0));
  }
  return found.map((message, index) => ({ ...message, at: null, replyTo: replies.get(index) ?? null }));
};

/** Every channel of a folder of `*.raw.txt` with `*.annotation.txt` beside them, one after the other. */
export const readIrcFolder = (folder: string): LoggedMessage[] => {
  const all: LoggedMessage[] = [];
  for (const file of readdirSync(folder).toSorted()) {
    if (!file.endsWith(".raw.txt")) continue;
    const read = (name: string) => readFileSync(path.join(folder, name), "utf8");
    const channel = parseIrc(read(file), read(file.replace(".raw.", ".annotation.")));
    const before = all.length;
    all.push(
      ...channel.map((message) => ({
        ...message,
        replyTo: message.replyTo === null ? null : message.replyTo + before,
      })),
    );
  }
  return all;
};

type SlackUser = { id: string; name?: string; profile?: { display_name?: string; real_name?: string } };
type SlackMessage = { type: string; subtype?: string; user?: string; text?: string; ts: string; thread_ts?: string };

const ENTITIES: Readonly<Record<string, string>> = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };

/** One channel of a Slack export: `users.json` and a JSON file for each day under the channel's name. */
export const parseSlack = (files: ReadonlyMap<string, Buffer>, channel: string): LoggedMessage[] => {
  const read = <T>(name: string): T => JSON.parse(files.get(name)?.toString("utf8") ?? "[]") as T;
  const users = new Map(
    read<SlackUser[]>("users.json").map(({ id, name, profile }) => [
      id,
      profile?.display_name || profile?.real_name || name || id,
    ]),
  );
  const nameOf = (id: string): string => users.get(id) ?? id;
  const messages = [...files.keys()]
    .filter((name) => name.startsWith(`${channel}/`) && name.endsWith(".json"))
    .flatMap((name) => read<SlackMessage[]>(name))
    .filter(({ type, subtype, text = "" }) => type === "message" && subtype === undefined && text.trim() !== "")
    .toSorted((one, other) => Number(one.ts) - Number(other.ts));
  const placeOf = new Map(messages.map(({ ts }, index) => [ts, index]));
  return messages.map(({ user = "", text = "", ts, thread_ts: thread }, index) => {
    const root = thread === undefined ? undefined : placeOf.get(thread);
    return {
      author: nameOf(user),
      text: text
        .replaceAll(/<@([A-Z0-9]+)(?:\|[^>]*)?>/g, (_, id: string) => `@${nameOf(id)}`)
        .replaceAll(/<([^>|]+)\|([^>]+)>/g, "$2 ($1)")
        .replaceAll(/<((?:https?|mailto):[^>]+)>/g, "$1")
        .replaceAll(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity] ?? entity),
      at: Math.round(Number(ts) * 1_000),
      replyTo: root === undefined || root === index ? null : root,
    };
  });
};

export const readSlackZip = (file: string, channel: string): LoggedMessage[] =>
  parseSlack(readZip(readFileSync(file)), channel);

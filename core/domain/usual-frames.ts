// The frames that make up nearly all traffic, read by hand: a schema costs as much as everything else that is done with a
// message. Whatever is not plainly of that shape is left to the schema, which alone decides what is refused and why.
import type { ConversationCommand } from "#core/protocol/conversations.ts";
import type { CommandFrame } from "#core/protocol/frames.ts";
import { MAX_COMMANDS_TOGETHER, MAX_TEXT_BYTES } from "#core/protocol/limits.ts";
import { fitsUtf8 } from "#core/protocol/utf8.ts";

const MAX_NAME = 40;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `least` and above, exact as a number. */
const isCount = (value: unknown, least: number): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= least;

const hasOnlyShortKeys = (data: Record<string, unknown>): boolean => {
  for (const key in data) if (key.length > MAX_NAME) return false;
  return true;
};

const COMMAND_KEYS = 6;

/** Whether a text, not yet read, begins as all clients of ours begin a frame with one command. */
export const isUsualCommandText = (text: string): boolean => text.startsWith('{"type":"command",');

/** A command frame; null: ask the schema. `value` comes from JSON. */
export const usualCommand = (value: unknown): CommandFrame | null => {
  if (!isObject(value) || value["type"] !== "command" || Object.keys(value).length !== COMMAND_KEYS) return null;
  const { n, since, floor, name, data } = value;
  if (!isCount(n, 1) || !isCount(since, 0) || !isCount(floor, 1)) return null;
  if (typeof name !== "string" || name.length === 0 || name.length > MAX_NAME) return null;
  if (!isObject(data) || !hasOnlyShortKeys(data)) return null;
  return value as CommandFrame;
};

/** Frames in one, each still to be read; null: ask the schema. */
export const usualCommands = (value: unknown): readonly unknown[] | null => {
  if (!isObject(value) || value["type"] !== "commands" || Object.keys(value).length !== 2) return null;
  const { commands } = value;
  const isSound = Array.isArray(commands) && commands.length > 0 && commands.length <= MAX_COMMANDS_TOGETHER;
  return isSound ? commands : null;
};

/** How far a page has read; null: ask the schema. */
export const usualHeld = (value: unknown): number | null => {
  if (!isObject(value) || value["type"] !== "held" || Object.keys(value).length !== 2) return null;
  return isCount(value["seq"], 0) ? value["seq"] : null;
};

type Send = Extract<ConversationCommand, { name: "send" }>["data"];

/** What is said in a conversation: plain words, nothing attached, nobody mentioned; null: ask the schema. */
export const usualSend = (data: unknown): Send | null => {
  if (!isObject(data)) return null;
  const { body, composedAt } = data;
  if (Object.keys(data).length !== (composedAt === undefined ? 1 : 2)) return null;
  if (composedAt !== undefined && !Number.isSafeInteger(composedAt)) return null;
  if (!isObject(body) || body["kind"] !== "plain" || Object.keys(body).length !== 2) return null;
  const { text } = body;
  if (typeof text !== "string" || text.trim() === "" || !fitsUtf8(text, MAX_TEXT_BYTES)) return null;
  return data as Send;
};

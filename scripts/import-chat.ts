// Imports a chat log into a running Lockstep, through the public API alone: a group, its people as guests, every message with
// its author and its reply link.
//   node scripts/import-chat.ts --origin http://localhost:8787 --email you@example.org --title "#ubuntu" irc <folder>
//   node scripts/import-chat.ts --origin … --email … --title "#general" slack <export.zip> <channel>
// The password is read from IMPORT_PASSWORD.
import { parseArgs } from "node:util";
import { MAX_CONVERSATION_MEMBERS } from "../core/protocol/limits.ts";
import { type LoggedMessage, readIrcFolder, readSlackZip } from "./chat-log.ts";
import { planSeats } from "./chat-seats.ts";

type SignedIn = { readonly accessToken: string; readonly user: { readonly id: string } };
type Frame = {
  readonly type: string;
  readonly n: number;
  readonly seq?: number;
  readonly code?: string;
  readonly retryAfterMs?: number;
};
type Call = <T>(method: string, path: string, body?: unknown) => Promise<T>;

const LONGEST_WAIT_MS = 60_000;
const MAX_NAME = 60;
const MAX_ADDED_AT_ONCE = 100;

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Waits where the server asks to; throws with its problem where it refuses. */
const caller =
  (origin: string, token?: string): Call =>
  async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    for (;;) {
      const response = await fetch(`${origin}/api/v1${path}`, {
        method,
        headers: {
          "content-type": "application/json",
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (response.status === 429 || response.status === 503) {
        await sleep(Math.min(LONGEST_WAIT_MS, Number(response.headers.get("retry-after") ?? 2) * 1_000));
        continue;
      }
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
      return (response.status === 204 ? null : await response.json()) as T;
    }
  };

/** One author: a guest with the author's name, who sends one message after the other. */
class Author {
  readonly id: string;
  readonly #call: Call;
  readonly #client = crypto.randomUUID();
  #n = 0;

  constructor({ accessToken, user }: SignedIn, origin: string) {
    this.id = user.id;
    this.#call = caller(origin, accessToken);
  }

  /** The `seq` of the message. However often it has to be sent again, it happens once. */
  async send(conversation: string, { text, at }: LoggedMessage, replyTo: number | undefined): Promise<number> {
    const n = (this.#n += 1);
    const data = {
      body: { kind: "plain", text },
      ...(replyTo === undefined ? {} : { replyTo }),
      ...(at === null ? {} : { composedAt: at }),
    };
    const command = { type: "command", n, since: 0, floor: n, name: "send", data };
    for (;;) {
      const { frames } = await this.#call<{ frames: Frame[] }>("POST", `/live/${conversation}/commands`, {
        client: this.#client,
        commands: [command],
      });
      const answer = frames.find((frame) => frame.n === n);
      if (answer?.type === "ack" && typeof answer.seq === "number") return answer.seq;
      if (answer?.retryAfterMs === undefined) throw new Error(`a message was refused: ${JSON.stringify(answer)}`);
      await sleep(answer.retryAfterMs);
    }
  }
}

export type ImportOptions = {
  readonly origin: string;
  readonly email: string;
  readonly password: string;
  readonly title: string;
  readonly onProgress?: (done: number, all: number) => void;
};

export type Imported = { readonly conversation: string; readonly seqs: readonly number[] };

/** Messages come in the order of the log, each with the sequence number it got. */
export const importChat = async (messages: readonly LoggedMessage[], options: ImportOptions): Promise<Imported> => {
  const { origin, email, password, title, onProgress } = options;
  const names = messages.map(({ author }) => author);
  const people = new Set(names);
  // The owner has a seat too.
  const plan = planSeats(names, MAX_CONVERSATION_MEMBERS - 1);
  if (plan === null) {
    throw new Error(`more than ${MAX_CONVERSATION_MEMBERS - 1} people talk across each other: no group has so many`);
  }
  const owner = await caller(origin)<SignedIn>("POST", "/auth/login", { email, password });
  const call = caller(origin, owner.accessToken);
  const authors = new Map<string, Author>();
  for (const author of people) {
    const guest = await caller(origin)<SignedIn>("POST", "/auth/guest", { name: author.slice(0, MAX_NAME) });
    authors.set(author, new Author(guest, origin));
  }
  const idOf = (name: string): string => {
    const author = authors.get(name);
    if (author === undefined) throw new Error(`nobody is called ${name}`);
    return author.id;
  };
  const ids = plan.first.map(idOf);
  const { conversation } = await call<{ conversation: { id: string } }>("POST", "/conversations", {
    kind: "group",
    memberIds: ids.slice(0, MAX_ADDED_AT_ONCE),
    title,
    encryption: "none",
  });
  for (let index = MAX_ADDED_AT_ONCE; index < ids.length; index += MAX_ADDED_AT_ONCE) {
    const memberIds = ids.slice(index, index + MAX_ADDED_AT_ONCE);
    await call("POST", `/conversations/${conversation.id}/members`, { memberIds });
  }
  const seqs: number[] = [];
  for (const [index, message] of messages.entries()) {
    const change = plan.changes.get(index);
    if (change !== undefined) {
      await call("DELETE", `/conversations/${conversation.id}/members/${idOf(change.leaves)}`);
      await call("POST", `/conversations/${conversation.id}/members`, { memberIds: [idOf(change.joins)] });
    }
    const author = authors.get(message.author);
    if (author === undefined) throw new Error("a message without an author");
    const replyTo = message.replyTo === null ? undefined : seqs[message.replyTo];
    seqs.push(await author.send(conversation.id, message, replyTo));
    onProgress?.(seqs.length, messages.length);
  }
  return { conversation: conversation.id, seqs };
};

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { origin: { type: "string" }, email: { type: "string" }, title: { type: "string" } },
  });
  const [format, file, channel = "general"] = positionals;
  const password = process.env["IMPORT_PASSWORD"];
  const { origin = "http://localhost:8787", email, title } = values;
  if (file === undefined || email === undefined || password === undefined || !["irc", "slack"].includes(format ?? "")) {
    console.error(
      "IMPORT_PASSWORD=… node scripts/import-chat.ts --email <address> [--origin <url>] [--title <title>] irc <folder> | slack <zip> [channel]",
    );
    process.exit(2);
  }
  const messages = format === "irc" ? readIrcFolder(file) : readSlackZip(file, channel);
  const imported = await importChat(messages, {
    origin,
    email,
    password,
    title: title ?? `#${channel}`,
    onProgress: (done, all) => {
      if (done % 500 === 0 || done === all) console.log(`${done} of ${all}`);
    },
  });
  console.log(`${imported.seqs.length} messages are in ${origin}/messages/${imported.conversation}`);
}

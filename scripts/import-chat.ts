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

const LONGEST_WAIT_MS = 60_000;
const MAX_NAME = 60;
const MAX_ADDED_AT_ONCE = 100;

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** A signed-in person; an access token lives ten minutes, and an import may take longer. */
class Session {
  user = "";
  readonly #origin: string;
  #token = "";
  #cookie = "";

  constructor(origin: string) {
    this.#origin = origin;
  }

  static async open(origin: string, path: string, body: unknown): Promise<Session> {
    const session = new Session(origin);
    await session.#enter(path, body);
    return session;
  }

  async #enter(path: string, body?: unknown): Promise<void> {
    const response = await patient(() => this.#fetch("POST", path, body));
    const { accessToken, user } = (await response.json()) as SignedIn;
    this.user = user.id;
    this.#token = accessToken;
    this.#cookie = response.headers
      .getSetCookie()
      .map((cookie) => cookie.split(";")[0])
      .join("; ");
  }

  #fetch(method: string, path: string, body: unknown, bearer: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.#origin}/api/v1${path}`, {
      method,
      headers: { "content-type": "application/json", origin: this.#origin, cookie: this.#cookie, ...bearer },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await patient(async () => {
      const ask = () => this.#fetch(method, path, body, { authorization: `Bearer ${this.#token}` });
      const answer = await ask();
      if (answer.status !== 401) return answer;
      await this.#enter("/auth/refresh");
      return ask();
    });
    return (response.status === 204 ? null : await response.json()) as T;
  }
}

/** Waits where the server asks to; throws with its problem where it refuses. */
const patient = async (ask: () => Promise<Response>): Promise<Response> => {
  for (;;) {
    const response = await ask();
    if (response.ok) return response;
    if (response.status !== 429 && response.status !== 503) {
      throw new Error(`${response.url}: ${response.status} ${await response.text()}`);
    }
    await sleep(Math.min(LONGEST_WAIT_MS, Number(response.headers.get("retry-after") ?? 2) * 1_000));
  }
};

/** One author: a guest with the author's name, who sends one message after the other. */
class Author {
  readonly #session: Session;
  readonly #client = crypto.randomUUID();
  #n = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  get id(): string {
    return this.#session.user;
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
      const { frames } = await this.#session.call<{ frames: Frame[] }>("POST", `/live/${conversation}/commands`, {
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
  const owner = await Session.open(origin, "/auth/login", { email, password });
  const authors = new Map<string, Author>();
  for (const author of people) {
    const guest = await Session.open(origin, "/auth/guest", { name: author.slice(0, MAX_NAME) });
    authors.set(author, new Author(guest));
  }
  const idOf = (name: string): string => {
    const author = authors.get(name);
    if (author === undefined) throw new Error(`nobody is called ${name}`);
    return author.id;
  };
  const ids = plan.first.map(idOf);
  const { conversation } = await owner.call<{ conversation: { id: string } }>("POST", "/conversations", {
    kind: "group",
    memberIds: ids.slice(0, MAX_ADDED_AT_ONCE),
    title,
    encryption: "none",
  });
  for (let index = MAX_ADDED_AT_ONCE; index < ids.length; index += MAX_ADDED_AT_ONCE) {
    const memberIds = ids.slice(index, index + MAX_ADDED_AT_ONCE);
    await owner.call("POST", `/conversations/${conversation.id}/members`, { memberIds });
  }
  const seqs: number[] = [];
  for (const [index, message] of messages.entries()) {
    const change = plan.changes.get(index);
    if (change !== undefined) {
      await owner.call("DELETE", `/conversations/${conversation.id}/members/${idOf(change.leaves)}`);
      await owner.call("POST", `/conversations/${conversation.id}/members`, { memberIds: [idOf(change.joins)] });
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

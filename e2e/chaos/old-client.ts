// A client of long ago: it says what was recorded of it word for word, and understands only what it was told then. More fields
// may come with the years; those it knows have to stay as they were.
import { readFileSync } from "node:fs";
import path from "node:path";
import { SUBPROTOCOL, TICKET_PREFIX } from "../../core/protocol/version.ts";
import type { Seat } from "./page.ts";

type Fields = { readonly [name: string]: unknown };
type Step = { readonly up: Fields } | { readonly down: Fields } | { readonly event: Fields };
type Recording = Readonly<Record<"conversation" | "room", readonly Step[]>>;

const RECORDED = JSON.parse(
  readFileSync(path.join(import.meta.dirname, "fixtures/client-of-v1.json"), "utf8"),
) as Recording;
const OPEN_WITHIN_MS = 30_000;
const ANSWERED_WITHIN_MS = 90_000;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What the client has learned since it began, by the names that stand in the recording. */
class Memory {
  readonly #values: Record<string, unknown>;
  constructor(client: string, text: string) {
    this.#values = { $client: client, $text: text, $have: 0, $since: 0 };
  }

  told(seq: number, isOwn: boolean): void {
    if (isOwn) {
      this.#values["$since"] = this.#values["$have"];
      this.#values["$seq"] ??= seq;
    }
    this.#values["$have"] = seq;
  }

  fill(value: unknown): unknown {
    if (typeof value === "string" && value.startsWith("$")) return this.#values[value];
    if (!isFields(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, this.fill(child)]));
  }

  /** Where `got` is not what was recorded, or null. A type's name stands for any value of it. */
  difference(wanted: unknown, got: unknown, at = ""): string | null {
    if (wanted === "any") return null;
    if (wanted === "array") return Array.isArray(got) ? null : `${at} is no list`;
    if (wanted === "string" || wanted === "number") return typeof got === wanted ? null : `${at} is no ${wanted}`;
    if (!isFields(wanted)) {
      const filled = this.fill(wanted);
      return filled === got ? null : `${at} is ${JSON.stringify(got)}, not ${JSON.stringify(filled)}`;
    }
    if (!isFields(got)) return `${at} is ${JSON.stringify(got)}`;
    for (const [name, child] of Object.entries(wanted)) {
      const found = this.difference(child, got[name], `${at}.${name}`);
      if (found !== null) return found;
    }
    return null;
  }
}

/** Answers what it did not understand, or null. */
export const speakAsOldClient = async (
  kind: keyof Recording,
  seat: Seat,
  text: string,
  sent: (client: string, n: number, name: string, seq: number) => void,
): Promise<string | null> => {
  const client = crypto.randomUUID();
  const memory = new Memory(client, text);
  const address = `${seat.origin.replace("http", "ws")}/api/v1/live/${seat.actor}/socket`;
  const socket = new WebSocket(address, [SUBPROTOCOL, `${TICKET_PREFIX}${await seat.ticket()}`]);
  const frames: Fields[] = [];
  let wake: (() => void) | null = null;
  const isOpen = new Promise<boolean>((resolve) => {
    const unanswered = setTimeout(() => resolve(false), OPEN_WITHIN_MS);
    const answered = (is: boolean) => {
      clearTimeout(unanswered);
      resolve(is);
    };
    socket.addEventListener("open", () => answered(true));
    socket.addEventListener("close", () => answered(false));
  });
  let isOver = false;
  const end = () => {
    isOver = true;
    wake?.();
  };
  socket.addEventListener("close", end);
  const late = setTimeout(end, ANSWERED_WITHIN_MS);
  socket.addEventListener("message", ({ data }) => {
    const frame = JSON.parse(String(data)) as Fields;
    if (frame["type"] === "welcome") memory.told(Number(frame["head"]), false);
    for (const event of (frame["events"] as Fields[] | undefined) ?? []) {
      const by = event["by"] as { client: string; n: number } | null;
      memory.told(Number(event["seq"]), by?.client === client);
      if (by?.client === client) sent(client, by.n, String(event["name"]), Number(event["seq"]));
      frames.push({ type: "event", ...event });
    }
    if (frame["type"] !== "events") frames.push(frame);
    wake?.();
  });

  /** The next frame of this kind; others, which people and clocks cause meanwhile, are passed over. */
  const next = async (is: (frame: Fields) => boolean): Promise<Fields | null> => {
    for (;;) {
      for (let frame = frames.shift(); frame !== undefined; frame = frames.shift()) if (is(frame)) return frame;
      if (isOver) return null;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };

  try {
    if (!(await isOpen)) return `no socket within ${OPEN_WITHIN_MS / 1_000} s`;
    for (const step of RECORDED[kind]) {
      if ("up" in step) {
        socket.send(JSON.stringify(memory.fill(step.up)));
        continue;
      }
      const wanted = "down" in step ? step.down : step.event;
      const type = "down" in step ? wanted["type"] : "event";
      const frame = await next((one) => {
        if (one["type"] !== type) return false;
        const by = one["by"] as { client?: string } | null | undefined;
        return type !== "event" || by?.client === client;
      });
      if (frame === null) return `nothing came in answer: ${JSON.stringify(wanted)}`;
      const difference = memory.difference(wanted, frame, String(type));
      if (difference !== null) return difference;
    }
    return null;
  } finally {
    clearTimeout(late);
    socket.close();
  }
};

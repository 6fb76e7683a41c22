// Writes docs/protocol.md from core/protocol, so that what is documented is what is said.
import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { AttendanceReceipt } from "#core/protocol/attendance.ts";
import { CLOSE } from "#core/protocol/close-codes.ts";
import * as frames from "#core/protocol/frames.ts";
import * as limits from "#core/protocol/limits.ts";
import { PROTOCOL_VERSION, SUBPROTOCOL, TICKET_PREFIX } from "#core/protocol/version.ts";

const ROOT = path.join(import.meta.dirname, "..");
export const PROTOCOL_DOC = path.join(ROOT, "docs/protocol.md");

/** Live actors, in the order of the page; one is described once its object exists. */
const ACTORS = [
  { title: "Lock-in room", id: "room_…", object: "lock-in-room", file: "rooms", prefix: "ROOM", type: "Room" },
  {
    title: "Conversation",
    id: "cnv_…",
    object: "conversation",
    file: "conversations",
    prefix: "CONVERSATION",
    type: "Conversation",
  },
  { title: "Inbox", id: "inbox", object: "user-inbox", file: "inbox", prefix: "INBOX", type: "Inbox" },
] as const;

const sourceOf = (file: string): string => readFileSync(path.join(ROOT, `core/protocol/${file}.ts`), "utf8");

/** One declaration as it stands in the source, with its comment and without `export`. */
const declaration = (source: string, name: string): string => {
  const lines = source.split("\n");
  const begins = new RegExp(`^export (?:type|const) ${name}\\b`);
  const start = lines.findIndex((line) => begins.test(line));
  if (start === -1) return "";
  const end = lines.findIndex((line, index) => index > start && /^(?:export |const |import |\/\*\*|\/\/|$)/.test(line));
  const first = lines[start - 1]?.startsWith("/**") === true ? start - 1 : start;
  return lines
    .slice(first, end === -1 ? undefined : end)
    .join("\n")
    .replace(/^export /m, "")
    .trim();
};

/** Comments of fields, by name. */
const commentsIn = (block: string): Map<string, string> =>
  new Map(
    [...block.matchAll(/\/\*\* ([^\n]*?) \*\/\n\s*(\w+):/g)].map(([, comment = "", field = ""]) => [field, comment]),
  );

type JsonSchema = {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  maxItems?: number;
};

const schemaOf = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;

const known = (bound: number | undefined) =>
  bound === undefined || Math.abs(bound) >= Number.MAX_SAFE_INTEGER ? undefined : bound;

const rangeOf = (from: number | undefined, to: number | undefined, unit: string): string => {
  const [low, high] = [known(from), known(to)];
  if (low === undefined && high === undefined) return "";
  if (high === undefined) return ` from ${low}${unit}`;
  return low === undefined ? ` up to ${high}${unit}` : ` ${low} to ${high}${unit}`;
};

/** A type in words short enough for a table. */
const typeOf = (schema: JsonSchema): string => {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(" or ");
  const options = schema.anyOf ?? schema.oneOf;
  if (options !== undefined) return options.map(typeOf).join(" or ");
  switch (schema.type) {
    case "object":
      return schema.properties === undefined
        ? "object"
        : `{ ${fieldsOf(schema)
            .map(({ name, type }) => `${name}: ${type}`)
            .join(", ")} }`;
    case "array":
      return `array of ${typeOf(schema.items ?? {})}${rangeOf(undefined, schema.maxItems, "")}`;
    case "integer":
    case "number":
      return schema.type + rangeOf(schema.minimum, schema.maximum, "");
    case "string":
      return `string${rangeOf(schema.minLength, schema.maxLength, " characters")}`;
    default:
      return schema.type ?? "any";
  }
};

const fieldsOf = ({ properties = {}, required = [] }: JsonSchema) =>
  Object.entries(properties).map(([name, schema]) => ({
    name: required.includes(name) ? name : `${name}?`,
    type: typeOf(schema),
  }));

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.map(cell).join(" | ")} |`).join("\n");
const code = (...blocks: readonly string[]): string =>
  `\`\`\`ts\n${blocks.filter((block) => block !== "").join("\n\n")}\n\`\`\``;

/** Fields with what the source says of them. */
const explained = (schema: z.ZodType, block: string): string[][] => {
  const comments = commentsIn(block);
  return fieldsOf(schemaOf(schema)).map(({ name, type }) => [
    `\`${name}\``,
    type,
    comments.get(name.replace("?", "")) ?? "",
  ]);
};

const clientFrames = (): string => {
  const source = sourceOf("frames");
  return Object.entries({
    Hello: frames.Hello,
    CommandFrame: frames.CommandFrame,
    CommandsFrame: frames.CommandsFrame,
    SignalFrame: frames.SignalFrame,
    Held: frames.Held,
    AuthFrame: frames.AuthFrame,
  })
    .map(([name, schema]) => {
      const [type, ...rows] = explained(schema, declaration(source, name));
      return `### ${(type?.[1] ?? "").replaceAll('"', "`")}\n\n${table(["field", "type", "meaning"], rows)}`;
    })
    .join("\n\n");
};

const serverFrames = (): string => {
  const source = sourceOf("frames");
  const names = [
    "Welcome",
    "Events",
    "SequencedEvent",
    "By",
    "Ack",
    "Reject",
    "Signal",
    "Presence",
    "PresenceMember",
    "Bye",
  ];
  return code(...names.map((name) => declaration(source, name)));
};

const codesIn = (block: string): string[] => [...block.matchAll(/[|=]\s*"(\w+)"/g)].map(([, word = ""]) => word);
const words = (list: readonly string[]): string => list.map((word) => `\`${word}\``).join(" ");

const isRecordOfSchemas = (value: unknown): value is Record<string, z.ZodType> =>
  typeof value === "object" && value !== null && Object.values(value).every((child) => child instanceof z.ZodType);

const namedData = (exported: unknown): string => {
  if (!isRecordOfSchemas(exported)) throw new Error("not a record of schemas");
  const rows = Object.entries(exported).map(([name, schema]) => {
    const fields = fieldsOf(schemaOf(schema)).map((field) => `\`${field.name}\` ${field.type}`);
    return [`\`${name}\``, fields.length === 0 ? "nothing" : fields.join("<br>")];
  });
  return table(["name", "data"], rows);
};

const actorPart = async ({ title, id, object, file, prefix, type }: (typeof ACTORS)[number]): Promise<string> => {
  const source = sourceOf(file);
  const exported = (await import(`#core/protocol/${file}.ts`)) as Record<string, unknown>;
  const receipt = table(
    ["field", "type", "meaning"],
    explained(AttendanceReceipt, declaration(sourceOf("attendance"), "AttendanceReceipt")),
  );
  return [
    `## ${title} (\`${id}\`)`,
    `What each command leads to, and why one is refused: \`durable-objects/${object}/SPEC.md\`.`,
    "### Commands",
    namedData(exported[`${prefix}_COMMANDS`]),
    "### Signals",
    namedData(exported[`${prefix}_SIGNALS`]),
    "### Rejections",
    words(codesIn(declaration(source, `${type}RejectCode`))) || "None of its own.",
    "### Events",
    code(declaration(source, `${type}EventData`), declaration(source, "Schedule")),
    ...(file === "rooms" ? ["An attendance receipt:", receipt] : []),
  ].join("\n\n");
};

const limitRows = (): string[][] => {
  let comment = "";
  const rows: string[][] = [];
  for (const line of sourceOf("limits").split("\n")) {
    const said = /^\/\*\* (.*) \*\/$/.exec(line)?.[1];
    const name = /^export const (\w+)/.exec(line)?.[1];
    if (said !== undefined) comment = said;
    if (name === undefined) continue;
    const value: unknown = Object.entries(limits).find(([known]) => known === name)?.[1];
    rows.push([`\`${name}\``, typeof value === "number" ? value.toLocaleString("en") : String(value), comment]);
    comment = "";
  }
  return rows;
};

export const protocolDocs = async (): Promise<string> => {
  const actors = ACTORS.filter(({ object }) => existsSync(path.join(ROOT, `durable-objects/${object}/${object}.ts`)));
  const parts = [
    `# The wire: \`${SUBPROTOCOL}\``,
    "Written by `npm run docs:protocol` from `core/protocol`; do not edit. How commands settle exactly once and what is guaranteed: [architecture.md](architecture.md). HTTP: `/api/docs`.",
    `Protocol version ${PROTOCOL_VERSION}. One protocol for every live actor, by three doors with the same frames in the same order:`,
    table(
      ["door", "use"],
      [
        [
          `\`GET /api/v1/live/:actor/socket\`, \`Sec-WebSocket-Protocol: ${SUBPROTOCOL}, ${TICKET_PREFIX}<ticket>\``,
          "the normal way; text frames of JSON",
        ],
        [
          "`GET /api/v1/live/:actor/events?client=&log=&have=&since=&floor=&visible=&wait=`",
          "where sockets are blocked: answers what came, after at most `wait` seconds",
        ],
        ["`POST /api/v1/live/:actor/commands`", "commands without a socket; 200 also for rejects"],
      ],
    ),
    "The bare text `ping` is answered `pong` by the platform without waking the actor. Every frame is a sign of life: a client that has both said and heard something within the last five seconds need not ping.",
    "## What a client says",
    clientFrames(),
    "## What an actor answers",
    serverFrames(),
    "A `reject` with `expected` or `retryAfterMs` settles nothing: the command stays and is sent again. Every other one settles its command for good. Rejections any actor may give:",
    words(codesIn(declaration(sourceOf("frames"), "EngineRejectCode"))),
    "## Close codes",
    table(
      ["code", "why"],
      Object.entries(CLOSE).map(([name, value]) => [
        String(value),
        name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
      ]),
    ),
    ...(await Promise.all(actors.map(actorPart))),
    "## Limits",
    table(["name", "value", "why"], limitRows()),
  ];
  return `${parts.join("\n\n")}\n`;
};

if (import.meta.main) await writeFile(PROTOCOL_DOC, await protocolDocs());

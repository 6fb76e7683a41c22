// docs/protocol.md says what the code says.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CLOSE } from "#core/protocol/close-codes.ts";
import { ROOM_COMMANDS, ROOM_SIGNALS } from "#core/protocol/rooms.ts";
import { PROTOCOL_DOC, protocolDocs } from "./protocol-docs.ts";

test("docs/protocol.md is up to date (npm run docs:protocol)", async () => {
  expect(await protocolDocs()).toBe(readFileSync(PROTOCOL_DOC, "utf8"));
});

test("it names every close code, command, signal and event of a room", async () => {
  const text = await protocolDocs();
  for (const code of Object.values(CLOSE)) expect(text).toContain(`| ${code} |`);
  for (const name of [...Object.keys(ROOM_COMMANDS), ...Object.keys(ROOM_SIGNALS)])
    expect(text).toContain(`| \`${name}\` |`);
  for (const name of ["created", "plan_set", "attended", "driver_changed"])
    expect(text).toMatch(new RegExp(`^  ${name}: `, "m"));
});

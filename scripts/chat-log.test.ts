// Logs of elsewhere: what counts as a message, and which one it answers.
import { existsSync } from "node:fs";
import path from "node:path";
import { crc32, deflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import { parseIrc, parseSlack, readIrcFolder } from "./chat-log.ts";
import { readZip } from "./zip.ts";

const corpora = process.env["CORPORA_DIR"] ?? path.resolve(import.meta.dirname, "../../shared/corpora");
const irc = path.join(corpora, "chat-history/irc-ubuntu/dev");

test("notices and empty lines are no messages; a reply is linked to the last of those it answers", () => {
  const raw =
    "[10:00] <ada> one\n=== bob has joined\n[10:01] <bob> two  spaces\n[10:01] <bob>  \n[10:02] <ada> three\n";
  expect(parseIrc(raw, "0 2 -\n4 0 -\n2 4 -\n1 4 -\n4 4 -\n3 4 -\n")).toEqual([
    { author: "ada", text: "one", at: null, replyTo: null },
    { author: "bob", text: "two  spaces", at: null, replyTo: 0 },
    { author: "ada", text: "three", at: null, replyTo: 1 },
  ]);
});

test.skipIf(!existsSync(irc))("the IRC corpus is 11,612 messages (needs CORPORA_DIR)", () => {
  const messages = readIrcFolder(irc);
  expect(messages).toHaveLength(11_612);
  const replies = messages.filter(({ replyTo }) => replyTo !== null);
  // Of 2,607 lines of annotation 462 say that a message begins something, 14 name a notice of the server, and 107 are a
  // further message that one answers beside the last: a message answers one.
  expect(replies).toHaveLength(2_024);
  for (const [index, { replyTo }] of messages.entries()) expect(replyTo ?? -1).toBeLessThan(index);
});

/** As a zip program writes it: a local header before each entry, then the directory. */
const zipOf = (entries: Readonly<Record<string, string>>): Buffer => {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(entries)) {
    const content = Buffer.from(text);
    const packed = deflateRawSync(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), common, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.from([0x50, 0x4b, 1, 2, 20, 0]), common, tail, Buffer.from(name));
    locals.push(local);
    offset += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(entries).length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, listed, end]);
};

test("a Slack export: names, threads, links and mentions as people read them, across days", () => {
  const zip = zipOf({
    "users.json": JSON.stringify([
      { id: "U1", profile: { display_name: "Ada" } },
      { id: "U2", name: "bob" },
    ]),
    "general/2026-01-02.json": JSON.stringify([
      {
        type: "message",
        user: "U2",
        text: "<@U1> see <https://a.example|this> &amp; that",
        ts: "2.5",
        thread_ts: "1.0",
      },
    ]),
    "general/2026-01-01.json": JSON.stringify([
      { type: "message", user: "U1", text: "hello", ts: "1.0", thread_ts: "1.0" },
      { type: "message", subtype: "channel_join", user: "U2", text: "joined", ts: "1.2" },
    ]),
    "other/2026-01-01.json": JSON.stringify([{ type: "message", user: "U1", text: "elsewhere", ts: "1.1" }]),
  });
  expect(parseSlack(readZip(zip), "general")).toEqual([
    { author: "Ada", text: "hello", at: 1_000, replyTo: null },
    { author: "bob", text: "@Ada see this (https://a.example) & that", at: 2_500, replyTo: 0 },
  ]);
});

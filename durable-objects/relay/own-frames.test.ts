// What is said is no frame of the protocol, whatever words it has.
import { expect, test } from "vitest";
import { heldSeq, isHello } from "./own-frames.ts";

const saying = (text: string) =>
  JSON.stringify({ type: "command", n: 1, since: 0, floor: 1, name: "say", data: { text } });

test("Y7 only a hello is left out when a batch is sent again, not whoever says hello", () => {
  const hello = { type: "hello", client: "page", have: 0, log: null, pending: null };
  expect(isHello(JSON.stringify(hello))).toBe(true);
  expect(isHello(saying("hello"))).toBe(false);
  expect(isHello(JSON.stringify({ type: "commands", commands: [JSON.parse(saying("hello"))] }))).toBe(false);
  expect(isHello('"hello"')).toBe(false);
  expect(isHello('{"hello"')).toBe(false);
});

test("Y6 a relay answers how far a page has read, and nothing that merely says so", () => {
  expect(heldSeq('{"type":"held","seq":7}')).toBe(7);
  expect(heldSeq(saying("held"))).toBeNull();
  expect(heldSeq('{"type":"held","seq":-1}')).toBeNull();
  expect(heldSeq('{"type":"held"')).toBeNull();
});

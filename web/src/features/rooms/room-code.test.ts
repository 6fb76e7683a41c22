import { expect, test } from "vitest";
import { RoomCode } from "#core/protocol/rooms.ts";
import { parseCode } from "./room-code.ts";

test("a code is found in what people type and paste", () => {
  expect(parseCode("0123456789")).toBe("0123456789");
  expect(parseCode(" 01234-56789 ")).toBe("0123456789");
  expect(parseCode("https://lockstep.example/j/0abcdefghj")).toBe("0abcdefghj");
  expect(parseCode("OIl3456789")).toBe("0113456789");
});

test("what is no code is none, and every code found is one for the server", () => {
  for (const typed of ["", "123", "0123456789x", "u123456789", "https://lockstep.example/"])
    expect(parseCode(typed)).toBeNull();
  expect(RoomCode.safeParse(parseCode("OIl34-56789")).success).toBe(true);
});

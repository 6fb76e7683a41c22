// What a page says of what it holds, and how often.
import { expect, test } from "vitest";
import { createGotTeller } from "./got-teller.ts";

const open = () => {
  const messages: { seq: number; user: "lena" | "mara" }[] = [];
  const said: number[] = [];
  const due: { readonly at: number; readonly task: () => void }[] = [];
  const world = { nowMs: 0, mayTell: true, said, messages };
  const teller = createGotTeller({
    self: "mara" as never,
    mayTell: () => world.mayTell,
    messages: () => messages as never,
    signal: (seq) => void said.push(seq),
    nowMs: () => world.nowMs,
    afterMs: (ms, task) => {
      due.push({ at: world.nowMs + ms, task });
      return () => void due.splice(0);
    },
  });
  const comes = (seq: number, user: "lena" | "mara" = "lena") => {
    messages.push({ seq, user });
    teller.look();
  };
  const until = (ms: number) => {
    world.nowMs = ms;
    for (let next = due[0]; next !== undefined && next.at <= ms; next = due[0]) {
      due.shift();
      next.task();
    }
  };
  return { ...world, world, teller, comes, until };
};

test("the first at once, more of them once a second, the last of them too", () => {
  const { said, comes, until } = open();
  comes(2);
  until(1);
  expect(said).toEqual([2]);
  for (const seq of [3, 4, 5]) comes(seq);
  until(900);
  expect(said).toEqual([2]);
  until(1_001);
  expect(said).toEqual([2, 5]);
});

test("nothing where nobody may know, nor after an answer; again after a new connection", () => {
  const { world, said, teller, comes, until } = open();
  world.mayTell = false;
  comes(2);
  until(1);
  expect(said).toEqual([]);
  world.mayTell = true;
  teller.look();
  until(2);
  teller.again();
  until(1_002);
  expect(said).toEqual([2, 2]);
  comes(3, "mara");
  until(5_000);
  expect(said).toEqual([2, 2]);
});

test("what waits is not said behind the page's back", () => {
  const { said, teller, comes, until } = open();
  comes(2);
  teller.close();
  until(1_000);
  expect(said).toEqual([]);
});

// What a closed page left behind, drained by another after the room has forgotten what it refused.
import { expect, test } from "vitest";
import { Page } from "../shell/model-world.fake.ts";
import { RoomWorld } from "./room-world.fake.ts";

test("G2 what is stale is settled by that: what comes behind it is not asked to wait for it", () => {
  const world = new RoomWorld();
  const page = new Page(world, 0, "client-closed");
  page.connect();
  while (page.pump());
  page.command("complete", { done: true });
  page.command("declare", { text: "Write" });
  page.command("declare", { text: "Read" });
  // The first is refused and the second happens, but the page hears of neither; the third is never sent.
  for (const frame of page.toServer.splice(0, 2)) if (page.socket !== null) world.message(page.socket, frame);
  const left = page.die();
  world.kill();
  world.drain(0, "client-closed", left);
  expect(left.map(({ n }) => n)).toEqual([1, 2, 3]);
  expect(world.sent.map(({ result }) => result)).toEqual([
    { ok: false, code: "stale" },
    { ok: true, seq: expect.any(Number) },
    { ok: true, seq: expect.any(Number) },
  ]);
});

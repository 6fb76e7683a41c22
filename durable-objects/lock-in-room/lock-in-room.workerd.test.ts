// The room in workerd: hibernation, rows, sockets, tickets, bad frames, effects.
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
test("boots", async () => {
  const stub = env.ROOMS.getByName("room_0000000000000000000000000x");
  expect(await stub.look(null, null)).toEqual({ ok: false, error: "uncreated" });
});

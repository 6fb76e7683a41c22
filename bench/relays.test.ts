// `npm run bench:relays`, small: a room and two relays, its sockets at an edge and inside the runtime.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { freePort } from "../scripts/free-port.ts";
import { findCommand, run } from "../scripts/run.ts";

const WITHIN_MS = 180_000;

test.skipIf(findCommand("cc") === null)(
  "sixty sockets of three objects, at an edge and without one, have every line, each in the same place (needs cc)",
  async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "relays-test-"));
    const out = path.join(folder, "figures.json");
    const size = ["--sockets=60", "--limit=20", "--edges=1", "--simulated=20", "--seconds=0.5", "--rate=10"];
    const env = { BENCH_PORT: String(await freePort()) };
    try {
      await run("node", ["bench/relays.ts", ...size, `--out=${out}`], { quiet: true, env });
      expect(JSON.parse(await readFile(out, "utf8"))).toMatchObject({ relays: 2, messages: 5, deliveries: 300 });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
  WITHIN_MS,
);

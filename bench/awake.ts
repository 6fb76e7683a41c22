// `npm run bench:awake`: how long the object of a quiet room is awake: fifty real sockets that behave as the web app does, on
// plain workerd, once with nobody looking at the page and once with three who do.
//   --minutes=10     how long they are left alone
//   --members=50     in each of the two rooms
//   --settle=65      seconds before it counts, in which what their coming caused is over
//   --out=<file>     the figures as JSON
// Fails where a row was written, or where nobody looks and the object was awake for 2 % of the time or more.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { copyMigratedState } from "../e2e/harness/migrated-state.ts";
import { ensurePagesFolder } from "../scripts/pages-folder.ts";
import { ROOT, run } from "../scripts/run.ts";
import { makeSecrets } from "../scripts/secrets.ts";
import { type QuietFigures, QuietRoom } from "./awake/quiet-room.ts";
import { machineText } from "./machine.ts";
import { useOf } from "./proc.ts";
import { writePeople } from "./setups/lockstep-people.ts";
import { startProcess } from "./setups/processes.ts";
import type { WorkerdOptions } from "./workerd-host.ts";

const PORT = Number(process.env["BENCH_PORT"] ?? 8_821);
const BUNDLE = path.join(ROOT, ".cache/bench/awake");
const LOOKING = [0, 3];
const AWAKE_AT_MOST = 0.02;

const { values: options } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    members: { type: "string", default: "50" },
    settle: { type: "string", default: "65" },
    out: { type: "string" },
  },
});
const members = Number(options.members);

/** The product's Worker with rooms, and their machine, that note when they are awake. */
const bundleAwake = async (): Promise<void> => {
  await ensurePagesFolder();
  const host = path.join(ROOT, "bench/awake/worker/durable-host.ts");
  const entry = path.join(ROOT, "bench/awake/worker/index.ts");
  const build = ["--dry-run", "--minify", "--outdir", BUNDLE, "--alias", `../shell/durable-host.ts:${host}`];
  await run("wrangler", ["deploy", entry, ...build], { quiet: true });
};

const listed = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(", ") || "none";

const share = (ms: number, { seconds }: QuietFigures): string => `${((ms / seconds) * 0.1).toFixed(3)} %`;

const tell = (figures: QuietFigures): string =>
  [
    `${figures.members} members for ${figures.seconds} s, ${figures.looking} looking:`,
    `  awake, as billed  ${figures.awakeMs} ms, ${share(figures.awakeMs, figures)}`,
    `  in memory         ${Math.round(figures.inMemoryMs / 1_000)} s, ${share(figures.inMemoryMs, figures)}`,
    `  rows              ${figures.rowsWritten} written, ${figures.rowsRead} read`,
    `  woken by          ${listed(figures.wakes)}`,
    `  what it did       ${listed(figures.events)}`,
    `  pings answered for it ${figures.pingsAnswered}, frames its pages received ${figures.framesReceived}`,
    "",
  ].join("\n");

const measure = async (folder: string): Promise<void> => {
  const secrets = makeSecrets();
  const origin = `http://localhost:${PORT}`;
  const persistTo = path.join(folder, "state");
  await copyMigratedState(persistTo);
  const people = writePeople(persistTo, members * LOOKING.length);
  const host: WorkerdOptions = {
    port: PORT,
    config: path.join(ROOT, "wrangler.toml"),
    bundle: path.join(BUNDLE, "index.js"),
    persistTo,
    vars: { ...secrets, APP_ORIGIN: origin, ENVIRONMENT: "bench", AUTH_LIMIT_FACTOR: "1000" },
  };
  const args = [path.join(ROOT, "bench/workerd-host.ts"), JSON.stringify(host)];
  const server = await startProcess({ command: "node", args, cwd: ROOT, port: PORT });
  try {
    const rooms: QuietRoom[] = [];
    for (const [place, looking] of LOOKING.entries()) {
      const invited = people.slice(place * members, (place + 1) * members);
      rooms.push(await QuietRoom.open({ origin, secrets }, invited, looking));
    }
    process.stdout.write(`${people.length} sockets are there\n`);
    await delay(Number(options.settle) * 1_000);
    const before = useOf([server.pid]).cpuMs;
    for (const room of rooms) await room.begin();
    await delay(Number(options.minutes) * 60_000);
    const figures = await Promise.all(rooms.map((room) => room.end()));
    const cpuMs = useOf([server.pid]).cpuMs - before;
    await Promise.all(rooms.map((room) => room.close()));
    const at = new Date().toISOString();
    process.stdout.write(`\n${at}, ${machineText()}\n${figures.map(tell).join("")}`);
    process.stdout.write(`The runtime used ${cpuMs} ms of CPU for both rooms, pings and everything else included.\n`);
    const whole = { at, machine: machineText(), command: `npm run bench:awake`, options, rooms: figures, cpuMs };
    if (options.out !== undefined) await writeFile(options.out, `${JSON.stringify(whole, null, 2)}\n`);
    for (const { looking, rowsWritten, awakeMs, seconds } of figures) {
      if (rowsWritten > 0) throw new Error(`a quiet room wrote ${rowsWritten} rows with ${looking} looking`);
      if (looking === 0 && awakeMs >= AWAKE_AT_MOST * seconds * 1_000) throw new Error("awake with nobody looking");
    }
  } finally {
    await server.stop();
  }
};

await bundleAwake();
const folder = await mkdtemp(path.join(tmpdir(), "lockstep-awake-"));
try {
  await measure(folder);
} finally {
  await rm(folder, { recursive: true, force: true });
}

// The command door: messages sent by HTTP without a socket, one at a time from each of several connections.
import { Agent, request } from "node:http";
import { performance } from "node:perf_hooks";
import { useOf } from "./proc.ts";
import type { LockstepServer } from "./setups/lockstep.ts";
import { percentile } from "./statistics.ts";

export type DoorFigures = {
  readonly connections: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly serverCpuMsPerRequest: number;
};

const CONNECTIONS = 8;
/** The server may just have begun. */
const WARM_REQUESTS = 500;
const TEXT = "x".repeat(200);

type Frames = { readonly frames: readonly { readonly type: string; readonly n?: number; readonly seq?: number }[] };

/** Every request is one message; throws where its answer is not the ack of exactly that one, or where it came twice. */
export const measureDoor = async (server: LockstepServer, durationMs: number): Promise<DoorFigures> => {
  const { id, accessToken } = await server.door();
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const headers = { "content-type": "application/json", authorization: `Bearer ${accessToken}` };
  const address = new URL(`/api/v1/live/${id}/commands`, server.origin.replace("localhost", "127.0.0.1"));

  const post = (body: unknown): Promise<Frames> =>
    new Promise((resolve, reject) => {
      const asked = request(address, { method: "POST", agent, headers }, (answer) => {
        let text = "";
        answer.setEncoding("utf8");
        answer.on("data", (part: string) => (text += part));
        answer.on("end", () => {
          if (answer.statusCode === 200) resolve(JSON.parse(text) as Frames);
          else reject(new Error(`the command door answered ${answer.statusCode}: ${text}`));
        });
      });
      asked.on("error", reject);
      asked.end(JSON.stringify(body));
    });

  const seqs = new Set<number>();
  const latencies: number[] = [];
  const sender = async (until: () => boolean): Promise<void> => {
    const client = crypto.randomUUID();
    let since = 0;
    for (let n = 1; !until(); n++) {
      const sentAt = performance.now();
      const data = { body: { kind: "plain", text: TEXT } };
      const { frames } = await post({
        client,
        commands: [{ type: "command", n, since, floor: n, name: "send", data }],
      });
      const [ack] = frames;
      if (ack?.type !== "ack" || ack.n !== n || ack.seq === undefined || seqs.has(ack.seq)) {
        throw new Error(`message ${n} was answered ${JSON.stringify(frames)}`);
      }
      seqs.add(ack.seq);
      since = ack.seq;
      latencies.push(performance.now() - sentAt);
    }
  };
  const senders = (until: () => boolean) => Promise.all(Array.from({ length: CONNECTIONS }, () => sender(until)));

  await senders(() => latencies.length >= WARM_REQUESTS);
  latencies.length = 0;
  const before = useOf(server.pids()).cpuMs;
  const startedAt = performance.now();
  await senders(() => performance.now() - startedAt >= durationMs);
  const elapsedMs = performance.now() - startedAt;
  const serverCpuMs = useOf(server.pids()).cpuMs - before;
  agent.destroy();
  return {
    connections: CONNECTIONS,
    requestsPerSecond: (latencies.length / elapsedMs) * 1_000,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    serverCpuMsPerRequest: serverCpuMs / latencies.length,
  };
};

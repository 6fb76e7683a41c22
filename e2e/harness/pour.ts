// Many commands at once by the command door: shared out among people, each as fast as anybody may be.
import type { ServerFrame } from "../../core/protocol/frames.ts";
import { SOCKET_BURST } from "../../core/protocol/limits.ts";
import type { Person } from "./people.ts";

/** For a product whose limits are widened: a past of many thousands is said in seconds. */
export const WIDE_LIMITS = { SOCKET_LIMIT_FACTOR: "200" };
export const WIDE_BURST = 400;

export type Poured = { readonly name: string; readonly data: Record<string, unknown> };

type Turn = { readonly index: number; readonly command: Poured };

let poured = 0;

/** Answers what `seq` each got, in the order of `commands`; who gives which does not matter. */
export const pour = async (
  people: readonly Person[],
  id: string,
  commands: readonly Poured[],
  burst = SOCKET_BURST,
): Promise<number[]> => {
  const seqs: number[] = [];
  const turns: Turn[] = commands.map((command, index) => ({ index, command }));
  const run = (poured += 1);
  const work = async ({ call }: Person, place: number): Promise<void> => {
    const client = `pour-${run}-${place}-client`;
    let n = 0;
    let since = 0;
    for (let batch = turns.splice(0, burst); batch.length > 0; batch = turns.splice(0, burst)) {
      const first = n + 1;
      let left = batch.map(({ command: { name, data } }, at) => ({
        type: "command",
        n: first + at,
        since,
        name,
        data,
      }));
      n += batch.length;
      while (left.length > 0) {
        const floor = left[0]?.n;
        const body = { client, commands: left.map((command) => ({ ...command, floor })) };
        const { frames } = await call<{ frames: ServerFrame[] }>("POST", `/live/${id}/commands`, body);
        let waitMs = 0;
        const settled = new Set<number>();
        for (const frame of frames) {
          if (frame.type === "ack") {
            seqs[batch[frame.n - first]?.index ?? 0] = frame.seq ?? 0;
            since = Math.max(since, frame.seq ?? 0);
            settled.add(frame.n);
          } else if (frame.type === "reject" && (frame.retryAfterMs !== undefined || frame.expected !== undefined)) {
            waitMs = Math.max(waitMs, frame.retryAfterMs ?? 0);
          } else throw new Error(`not taken: ${JSON.stringify(frame)}`);
        }
        left = left.filter((command) => !settled.has(command.n));
        // All of the next batch at once, rather than one by one as tokens come back.
        if (left.length > 0) await new Promise((resolve) => setTimeout(resolve, Math.max(waitMs, 1_000)));
      }
    }
  };
  await Promise.all(people.map(work));
  return seqs;
};

export const plain = (text: string): Poured => ({ name: "send", data: { body: { kind: "plain", text } } });

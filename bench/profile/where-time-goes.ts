// Samples of `perf script` by what the server was doing: whose code was on top, and on whose behalf.

/** Function names from the innermost outwards, with the file each is in. */
export type Sample = readonly { readonly name: string; readonly file: string }[];

const FRAME = /^\s+[0-9a-f]+ (.*) \((\S.*)\)$/;

/** The text of `perf script -F comm,ip,sym,dso`: a line for the thread, a line for each frame, a blank line. */
export const parseSamples = (text: string): Sample[] =>
  text.split("\n\n").flatMap((block) => {
    const frames = block.split("\n").flatMap((line) => {
      const [, name, file] = FRAME.exec(line) ?? [];
      return name === undefined || file === undefined ? [] : [{ name, file }];
    });
    return frames.length === 0 ? [] : [frames];
  });

type Kind = { readonly kind: string; readonly is: (sample: Sample) => boolean };

const among =
  (pattern: RegExp) =>
  (sample: Sample): boolean =>
    sample.some(({ name }) => pattern.test(name));
const onTop =
  (pattern: RegExp) =>
  ([top]: Sample): boolean =>
    top !== undefined && pattern.test(top.name);
const isKernel = ([top]: Sample): boolean => top?.file.startsWith("[kernel") === true;
const both =
  (...parts: readonly ((sample: Sample) => boolean)[]) =>
  (sample: Sample): boolean =>
    parts.every((part) => part(sample));

/** The first that fits. */
const KINDS: readonly Kind[] = [
  { kind: "collecting garbage", is: among(/Scaveng|MarkCompact|GarbageCollect|DefaultWorkerThreadsTaskRunner/) },
  { kind: "kernel: sending", is: both(isKernel, among(/sendto|tcp_sendmsg|sendmsg/)) },
  { kind: "kernel: receiving", is: both(isKernel, among(/recvfrom|tcp_recvmsg|recvmsg/)) },
  { kind: "kernel: files", is: both(isKernel, among(/pwrite|pread|fsync|fcntl|vfs_/)) },
  { kind: "kernel: the rest", is: isKernel },
  { kind: "SQLite", is: among(/sqlite3|SqliteDatabase/) },
  { kind: "runtime: carrying what is sent", is: among(/WebSocketAdapter::pump|WebSocketPipe|WebSocketImpl::send/) },
  { kind: "runtime: taking what is sent from JavaScript", is: among(/WebSocketAdapter::send|api::WebSocket::send/) },
  { kind: "JavaScript: JSON", is: among(/JsonPars|JsonString|Builtin_Json/) },
  { kind: "JavaScript", is: onTop(/^(\[unknown\]|Builtins_|0x)/) },
  { kind: "JavaScript's engine, for the runtime and for JavaScript", is: onTop(/^v8::|^cppgc::|workerd::jsg/) },
  { kind: "runtime: events, promises, memory", is: () => true },
];

/** Shares of all samples, the largest first. */
export const sharesOf = (samples: readonly Sample[]): { readonly kind: string; readonly share: number }[] => {
  const counts = new Map<string, number>();
  for (const sample of samples) {
    const kind = KINDS.find(({ is }) => is(sample))?.kind ?? "";
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts]
    .map(([kind, count]) => ({ kind, share: count / samples.length }))
    .toSorted((one, other) => other.share - one.share);
};

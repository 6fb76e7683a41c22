// A file in the bucket, read in windows. Small ones are fetched once.
import { type ByteSource, sourceOf } from "#core/domain/media/byte-source.ts";

const WHOLE_BYTES = 4 * 1024 * 1024;

const readAll = async (bucket: R2Bucket, key: string, range?: R2Range): Promise<Uint8Array> => {
  const object = await bucket.get(key, range === undefined ? {} : { range });
  if (object === null) throw new Error("a file went away while it was read");
  return new Uint8Array(await object.arrayBuffer());
};

export const openSource = async (bucket: R2Bucket, key: string, size: number): Promise<ByteSource> =>
  size <= WHOLE_BYTES
    ? sourceOf(await readAll(bucket, key))
    : { size, read: (offset, length) => readAll(bucket, key, { offset, length }) };

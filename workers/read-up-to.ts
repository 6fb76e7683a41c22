// Gathers a body as long as it is small enough.

/** null: more than `max`. Stops reading where the limit is, whatever was announced. */
export const readUpTo = async (stream: ReadableStream<Uint8Array>, max: number): Promise<Uint8Array | null> => {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of stream) {
    size += part.byteLength;
    if (size > max) return null;
    parts.push(part);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
};

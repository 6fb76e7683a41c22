// The bytes of one direction of a WebSocket (RFC 6455 §5.2), cut into its frames without changing any.

export type SocketFrame = {
  /** The text of a whole text frame, else null. */
  readonly text: string | null;
  readonly raw: Buffer;
};

const END_OF_HEAD = "\r\n\r\n";
const TEXT = 0x81;

const unmasked = (bytes: Buffer, mask: Buffer | null): string => {
  if (mask === null) return bytes.toString();
  return Buffer.from(bytes.map((byte, index) => byte ^ (mask[index % 4] ?? 0))).toString();
};

export class SocketFrames {
  #rest: Buffer;
  #isOpen: boolean;

  /** `head`: what came with the upgrade; null where the answer to the upgrade comes first. */
  constructor(head: Buffer | null) {
    this.#rest = head ?? Buffer.alloc(0);
    this.#isOpen = head !== null;
  }

  read(bytes: Buffer): SocketFrame[] {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    const frames: SocketFrame[] = [];
    if (!this.#isOpen) {
      const end = this.#rest.indexOf(END_OF_HEAD);
      if (end === -1) return [];
      this.#isOpen = true;
      frames.push({ text: null, raw: this.#take(end + END_OF_HEAD.length) });
    }
    for (let frame = this.#next(); frame !== null; frame = this.#next()) frames.push(frame);
    return frames;
  }

  #take(length: number): Buffer {
    const taken = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return taken;
  }

  #next(): SocketFrame | null {
    const bytes = this.#rest;
    if (bytes.length < 2) return null;
    const [first = 0, second = 0] = bytes;
    const short = second & 0x7f;
    const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
    const maskAt = 2 + lengthBytes;
    const bodyAt = maskAt + (second & 0x80 ? 4 : 0);
    if (bytes.length < bodyAt) return null;
    const length =
      lengthBytes === 0 ? short : lengthBytes === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
    if (bytes.length < bodyAt + length) return null;
    const raw = this.#take(bodyAt + length);
    const mask = bodyAt > maskAt ? raw.subarray(maskAt, bodyAt) : null;
    return { text: first === TEXT ? unmasked(raw.subarray(bodyAt), mask) : null, raw };
  }
}

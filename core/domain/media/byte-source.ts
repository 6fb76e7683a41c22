// Reading a file of any size in small windows: what inspects it never holds more than one of them.

export type ByteSource = {
  readonly size: number;
  /** Exactly `length` bytes from `at`; never asked beyond the end. */
  read(at: number, length: number): Promise<Uint8Array>;
};

/** Thrown by whatever reads a file that does not hold what it announces; caught where the file is inspected. */
export class DamagedFile extends Error {
  constructor(what: string) {
    super(what);
    this.name = "DamagedFile";
  }
}

const WINDOW_BYTES = 1024 * 1024;
/** More parts than any honest file has: beyond it somebody only wants us to work. */
const MAX_STEPS = 400_000;

export class ByteReader {
  readonly size: number;
  readonly #source: ByteSource;
  #window: Uint8Array = new Uint8Array(0);
  #from = 0;
  #steps = 0;

  constructor(source: ByteSource) {
    this.#source = source;
    this.size = source.size;
  }

  /** Valid until the next call. */
  async bytes(at: number, length: number): Promise<Uint8Array> {
    if (at < 0 || length < 0 || !Number.isSafeInteger(at + length) || at + length > this.size) {
      throw new DamagedFile("it ends too soon");
    }
    if (++this.#steps > MAX_STEPS) throw new DamagedFile("it has too many parts");
    if (at < this.#from || at + length > this.#from + this.#window.length) {
      this.#window = await this.#source.read(at, Math.min(this.size - at, Math.max(length, WINDOW_BYTES)));
      this.#from = at;
    }
    return this.#window.subarray(at - this.#from, at - this.#from + length);
  }

  /** From `at` as much as one window holds, at least one byte. */
  async some(at: number): Promise<Uint8Array> {
    await this.bytes(at, 1);
    return this.#window.subarray(at - this.#from);
  }

  async view(at: number, length: number): Promise<DataView> {
    const bytes = await this.bytes(at, length);
    return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  async ascii(at: number, length: number): Promise<string> {
    return asciiOf(await this.bytes(at, length));
  }
}

export const asciiOf = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
export const bytesOf = (ascii: string): Uint8Array => Uint8Array.from(ascii, (one) => one.charCodeAt(0));

/** For tests and for what is in memory anyway. */
export const sourceOf = (bytes: Uint8Array): ByteSource => ({
  size: bytes.byteLength,
  read: async (at, length) => bytes.subarray(at, at + length),
});

// What is cut out of a file, and what takes its place: a list made by looking, applied while the bytes stream by.

export type Edit = {
  readonly at: number;
  readonly remove: number;
  readonly insert: Uint8Array;
  /** So many zeros behind `insert`; a blanked part needs no memory. */
  readonly zeros: number;
};

const NOTHING = new Uint8Array(0);
const ZEROS = new Uint8Array(64 * 1024);

export const cut = (at: number, remove: number): Edit => ({ at, remove, insert: NOTHING, zeros: 0 });
export const put = (at: number, insert: Uint8Array): Edit => ({ at, remove: 0, insert, zeros: 0 });
export const patch = (at: number, insert: Uint8Array): Edit => ({ at, remove: insert.length, insert, zeros: 0 });
/** Same length: `head` and then nothing but zeros. */
export const blank = (at: number, length: number, head: Uint8Array = NOTHING): Edit => ({
  at,
  remove: length,
  insert: head,
  zeros: length - head.length,
});

/** In order and apart: of two that meet the first wins, so that a hostile file cannot ask for the same bytes twice. */
export const settleEdits = (edits: readonly Edit[]): Edit[] => {
  const settled: Edit[] = [];
  let end = 0;
  for (const edit of edits.toSorted((one, other) => one.at - other.at || other.remove - one.remove)) {
    if (edit.at < end) continue;
    settled.push(edit);
    end = edit.at + edit.remove;
  }
  return settled;
};

export const editedSize = (size: number, edits: readonly Edit[]): number =>
  edits.reduce((sum, { remove, insert, zeros }) => sum + insert.length + zeros - remove, size);

function* inserted({ insert, zeros }: Edit): Generator<Uint8Array> {
  if (insert.length > 0) yield insert;
  for (let left = zeros; left > 0; left -= ZEROS.length) yield ZEROS.slice(0, Math.min(left, ZEROS.length));
}

/** Fed with the file in order; gives back what remains of it. `edits` as `settleEdits` left them. */
export class Editor {
  readonly #edits: readonly Edit[];
  #next = 0;
  #at = 0;
  #skipping = 0;

  constructor(edits: readonly Edit[]) {
    this.#edits = edits;
  }

  *push(chunk: Uint8Array): Generator<Uint8Array> {
    let from = 0;
    while (from < chunk.length) {
      const skipped = Math.min(this.#skipping, chunk.length - from);
      from += skipped;
      this.#at += skipped;
      this.#skipping -= skipped;
      const edit = this.#edits[this.#next];
      const upTo = edit === undefined ? chunk.length : Math.min(chunk.length, from + edit.at - this.#at);
      if (this.#skipping === 0 && upTo > from) {
        yield chunk.subarray(from, upTo);
        this.#at += upTo - from;
        from = upTo;
      }
      if (edit !== undefined && this.#at === edit.at && this.#skipping === 0 && from < chunk.length) {
        this.#next++;
        this.#skipping = edit.remove;
        yield* inserted(edit);
      }
    }
  }

  /** What is put behind the last byte. */
  *end(): Generator<Uint8Array> {
    for (; this.#next < this.#edits.length; this.#next++) {
      const edit = this.#edits[this.#next];
      if (edit !== undefined) yield* inserted(edit);
    }
  }
}

/** For tests, and for what is in memory anyway. */
export const applyEdits = (bytes: Uint8Array, edits: readonly Edit[]): Uint8Array => {
  const settled = settleEdits(edits);
  const result = new Uint8Array(editedSize(bytes.length, settled));
  const editor = new Editor(settled);
  let at = 0;
  const add = (part: Uint8Array) => {
    result.set(part, at);
    at += part.length;
  };
  for (const part of editor.push(bytes)) add(part);
  for (const part of editor.end()) add(part);
  return result;
};

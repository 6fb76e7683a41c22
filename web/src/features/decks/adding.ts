// Files that become slides: pictures, films and sounds as they are, the pages of a PDF as pictures; in the order they were chosen.
import { MAX_SLIDES } from "#core/protocol/limits.ts";
import { createStore, type Store } from "#web/lib/external-store.ts";
import { isApiError } from "#web/lib/http.ts";
import { createLanes } from "./at-once.ts";
import { Refused, uploadSlide } from "./upload-slide.ts";

export type Adding = {
  readonly key: number;
  readonly name: string;
  readonly share: number;
  /** Of a PDF: the page that is drawn. */
  readonly page: { readonly number: number; readonly pages: number } | null;
  readonly fault: string | null;
};

export type Adder = Store<readonly Adding[]> & {
  readonly add: (files: readonly File[]) => Promise<void>;
  readonly cancel: (key: number) => void;
  readonly stop: () => void;
};

const UPLOADS_AT_ONCE = 3;

export const isPdf = ({ type, name }: Pick<File, "type" | "name">): boolean =>
  type === "application/pdf" || (type === "" && /\.pdf$/i.test(name));

const pageName = (name: string, page: number): string => `${name.replace(/\.pdf$/i, "").slice(0, 160)} ${page}.webp`;

const faultOf = (error: unknown): string =>
  error instanceof Refused ? error.reason : isApiError(error) ? error.code : "other";

type Ports = {
  readonly room: () => number;
  readonly onSlide: (mediaId: string) => void;
  readonly onTooMany: (most: number) => void;
};

export const createAdder = ({ room, onSlide, onTooMany }: Ports): Adder => {
  const store = createStore<readonly Adding[]>([]);
  const halts = new Map<number, AbortController>();
  let lastKey = 0;
  const inLane = createLanes(UPLOADS_AT_ONCE);
  let turn: Promise<void> = Promise.resolve();
  const put = (key: number, change: Partial<Adding>) =>
    store.set(store.get().map((one) => (one.key === key ? { ...one, ...change } : one)));
  const drop = (key: number) => {
    halts.delete(key);
    store.set(store.get().filter((one) => one.key !== key));
  };

  const insert = (mediaId: string, signal: AbortSignal): void => {
    if (signal.aborted) return;
    if (room() > 0) onSlide(mediaId);
    else onTooMany(MAX_SLIDES);
  };

  /** `prior`: whatever was chosen before stands before it. */
  const addFile = async (file: File, key: number, prior: Promise<void>, signal: AbortSignal): Promise<void> => {
    const id = await inLane(async () => {
      signal.throwIfAborted();
      return uploadSlide(file, crypto.randomUUID(), signal, (share) => put(key, { share }));
    });
    await prior;
    insert(id, signal);
  };

  const addPdf = async (file: File, key: number, prior: Promise<void>, signal: AbortSignal): Promise<void> => {
    await prior;
    signal.throwIfAborted();
    const { drawPages } = await import("./pdf-pages.ts");
    const once = crypto.randomUUID();
    const most = room();
    const placed: Promise<void>[] = [];
    try {
      const { pages } = await drawPages(file, most, signal, async (page, number, count) => {
        put(key, { page: { number, pages: count }, share: (number - 1) / count });
        const picture = new File([page], pageName(file.name, number), { type: page.type });
        const up = inLane(() => uploadSlide(picture, `${once}.${number}`, signal, () => undefined));
        const before = placed.at(-1);
        const place = up.then(async (id) => {
          await before;
          insert(id, signal);
        });
        // It is looked at below; until then it is nobody's fault.
        place.catch(() => undefined);
        placed.push(place);
        // Few pages are held at a time.
        await placed[placed.length - 1 - UPLOADS_AT_ONCE];
      });
      await placed.at(-1);
      if (pages > most) onTooMany(MAX_SLIDES);
    } catch (error) {
      if (placed.length > 0 || isApiError(error)) throw error;
      throw new Refused("pdf");
    }
  };

  const next = async (file: File, key: number, prior: Promise<void>, halt: AbortController): Promise<void> => {
    if (room() <= 0) {
      onTooMany(MAX_SLIDES);
      return drop(key);
    }
    try {
      await (isPdf(file) ? addPdf : addFile)(file, key, prior, halt.signal);
      drop(key);
    } catch (error) {
      if (halt.signal.aborted) drop(key);
      else put(key, { fault: faultOf(error) });
    }
    // Whoever comes after waits for those before, also where this one failed early.
    await prior;
  };

  return {
    ...store,
    add(files) {
      const chosen = files.map((file) => ({ file, key: (lastKey += 1), halt: new AbortController() }));
      for (const { key, halt } of chosen) halts.set(key, halt);
      store.set([
        ...store.get(),
        ...chosen.map(({ file, key }) => ({ key, name: file.name, share: 0, page: null, fault: null })),
      ]);
      for (const { file, key, halt } of chosen) turn = next(file, key, turn, halt);
      return turn;
    },
    cancel(key) {
      halts.get(key)?.abort();
      if (store.get().some((one) => one.key === key && one.fault !== null)) drop(key);
    },
    stop() {
      for (const halt of halts.values()) halt.abort();
    },
  };
};

// Files that become slides: pictures, films and sounds as they are, the pages of a PDF as pictures; in the order they were chosen.
import { MAX_SLIDES } from "#core/protocol/limits.ts";
import { createStore, type Store } from "#web/lib/external-store.ts";
import { isApiError } from "#web/lib/http.ts";
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
  let turn: Promise<void> = Promise.resolve();
  const put = (key: number, change: Partial<Adding>) =>
    store.set(store.get().map((one) => (one.key === key ? { ...one, ...change } : one)));
  const drop = (key: number) => {
    halts.delete(key);
    store.set(store.get().filter((one) => one.key !== key));
  };

  const addOne = async (file: File, key: number, signal: AbortSignal): Promise<void> => {
    const once = crypto.randomUUID();
    if (!isPdf(file)) {
      const id = await uploadSlide(file, file.name, once, signal, (share) => put(key, { share }));
      if (!signal.aborted) onSlide(id);
      return;
    }
    const { drawPages } = await import("./pdf-pages.ts");
    const most = room();
    let hasDrawn = false;
    try {
      const { pages } = await drawPages(file, most, signal, async (page, number, count) => {
        hasDrawn = true;
        put(key, { page: { number, pages: count }, share: (number - 1) / count });
        const id = await uploadSlide(page, pageName(file.name, number), `${once}.${number}`, signal, () => undefined);
        if (!signal.aborted) onSlide(id);
      });
      if (pages > most) onTooMany(MAX_SLIDES);
    } catch (error) {
      if (hasDrawn || isApiError(error) || error instanceof Refused) throw error;
      throw new Refused("pdf");
    }
  };

  const next = async (file: File, key: number): Promise<void> => {
    const halt = halts.get(key);
    if (halt === undefined) return;
    if (room() <= 0) {
      onTooMany(MAX_SLIDES);
      return drop(key);
    }
    try {
      await addOne(file, key, halt.signal);
      drop(key);
    } catch (error) {
      if (halt.signal.aborted) drop(key);
      else put(key, { fault: faultOf(error) });
    }
  };

  return {
    ...store,
    add(files) {
      const chosen = files.map((file) => ({ file, key: (lastKey += 1) }));
      for (const { key } of chosen) halts.set(key, new AbortController());
      store.set([
        ...store.get(),
        ...chosen.map(({ file, key }) => ({ key, name: file.name, share: 0, page: null, fault: null })),
      ]);
      // One after the other, so that slides stand in the order in which they were chosen.
      for (const { file, key } of chosen) turn = turn.then(() => next(file, key));
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

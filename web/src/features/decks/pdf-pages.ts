// The pages of a PDF as pictures, drawn here in the browser. Loaded with its library when the first PDF is chosen.
import { getDocument, GlobalWorkerOptions } from "pdfjs-dist";
// The address of the worker, which the build makes.
// oxlint-disable-next-line import/default
import workerScript from "./pdf.worker.ts?worker&url";
import { ownScript } from "#web/lib/trusted-urls.ts";

const PAGE_WIDTH_PX = 1_920;
const MAX_SIDE_PX = 2_560;
const QUALITY = 0.92;

const toBlob = (canvas: HTMLCanvasElement): Promise<Blob> =>
  new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob === null ? reject(new Error("no picture")) : resolve(blob)), "image/webp", QUALITY);
  });

/** Calls `onPage` for one after the other, so that only one is held at a time. */
export const drawPages = async (
  file: Blob,
  mostPages: number,
  signal: AbortSignal,
  onPage: (page: Blob, number: number, pages: number) => Promise<void>,
): Promise<{ readonly pages: number }> => {
  const worker = new Worker(ownScript(workerScript), { type: "module", name: "pdf" });
  GlobalWorkerOptions.workerPort = worker;
  const task = getDocument({ data: await file.arrayBuffer(), useWasm: false, stopAtErrors: false });
  try {
    const pdf = await task.promise;
    for (let number = 1; number <= Math.min(mostPages, pdf.numPages); number++) {
      signal.throwIfAborted();
      const page = await pdf.getPage(number);
      const { width, height } = page.getViewport({ scale: 1 });
      const scale = Math.min(PAGE_WIDTH_PX / width, MAX_SIDE_PX / Math.max(width, height));
      const viewport = page.getViewport({ scale });
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [Math.round(viewport.width), Math.round(viewport.height)];
      await page.render({ canvas, viewport, background: "white" }).promise;
      await onPage(await toBlob(canvas), number, pdf.numPages);
      page.cleanup();
    }
    return { pages: pdf.numPages };
  } finally {
    await task.destroy();
    worker.terminate();
    GlobalWorkerOptions.workerPort = null;
  }
};

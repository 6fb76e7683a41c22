// Files for browser tests: pictures and films a browser makes, sound that says nothing, and the gestures that hand them over.
import type { Page } from "playwright-core";

export type GivenFile = { readonly name: string; readonly mimeType: string; readonly buffer: Buffer };

/** A picture of two colours that no other test has. */
export const picture = async (page: Page, name: string, width: number, height: number, hue: number) => {
  const base64 = await page.evaluate(
    async ([w, h, colour]) => {
      const canvas = new OffscreenCanvas(w, h);
      const context = canvas.getContext("2d");
      if (context === null) throw new Error("no canvas");
      const light = context.createLinearGradient(0, 0, w, h);
      light.addColorStop(0, `hsl(${colour} 60% 70%)`);
      light.addColorStop(1, `hsl(${(colour + 60) % 360} 50% 35%)`);
      context.fillStyle = light;
      context.fillRect(0, 0, w, h);
      const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/jpeg" })).arrayBuffer());
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
    },
    [width, height, hue] as const,
  );
  return { name, mimeType: "image/jpeg", buffer: Buffer.from(base64, "base64") };
};

/** Some frames of a square that grows, as a browser records them. */
export const film = async (page: Page) => {
  const base64 = await page.evaluate(async () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [320, 180];
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("no canvas");
    const recorder = new MediaRecorder(canvas.captureStream(30), { mimeType: "video/webm;codecs=vp8" });
    const pieces: Blob[] = [];
    recorder.addEventListener("dataavailable", ({ data }) => pieces.push(data));
    const stopped = new Promise((resolve) => recorder.addEventListener("stop", resolve));
    recorder.start();
    for (let frame = 0; frame < 30; frame++) {
      context.fillStyle = "teal";
      context.fillRect(0, 0, 10 * frame, 6 * frame);
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    recorder.stop();
    await stopped;
    const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  });
  return { name: "window.webm", mimeType: "video/webm", buffer: Buffer.from(base64, "base64") };
};

export const PDF = Buffer.from(
  "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
);

/** As a person does with the mouse or the clipboard; browsers let no script hold real files otherwise. */
export const hand = (page: Page, how: "drop" | "paste", file: GivenFile) =>
  page.evaluate(
    ([gesture, name, type, base64]) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0) ?? 0);
      const data = new DataTransfer();
      data.items.add(new File([bytes], name, { type }));
      const init = { bubbles: true, cancelable: true };
      if (gesture === "paste") {
        const event = new ClipboardEvent("paste", { ...init, clipboardData: data });
        document.querySelector(".composer textarea")?.dispatchEvent(event);
        return;
      }
      for (const kind of ["dragenter", "dragover", "drop"])
        document.querySelector(".talk")?.dispatchEvent(new DragEvent(kind, { ...init, dataTransfer: data }));
    },
    [how, file.name, file.mimeType, file.buffer.toString("base64")] as const,
  );

export const attach = async (page: Page, files: readonly GivenFile[]) => {
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Attach files" }).click();
  await (await chooser).setFiles([...files]);
};

/** Sound that says nothing, of any length. */
export const wave = (bytes: number): Buffer => {
  const buffer = Buffer.alloc(bytes);
  buffer.write("RIFF", 0);
  buffer.writeUInt32LE(bytes - 8, 4);
  buffer.write("WAVEfmt ", 8);
  buffer.writeUInt32LE(16, 16);
  buffer.writeUInt16LE(1, 20);
  buffer.writeUInt16LE(1, 22);
  buffer.writeUInt32LE(48_000, 24);
  buffer.writeUInt32LE(96_000, 28);
  buffer.writeUInt16LE(2, 32);
  buffer.writeUInt16LE(16, 34);
  buffer.write("data", 36);
  buffer.writeUInt32LE(bytes - 44, 40);
  return buffer;
};

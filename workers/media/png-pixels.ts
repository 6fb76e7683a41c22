// The pixels of a very small PNG of our own making: the image service gives none away uncompressed everywhere.

type Pixels = { readonly width: number; readonly height: number; readonly rgba: Uint8Array };

const MAX_SIDE = 100;
/** Bytes a pixel takes, by colour type; palettes are looked up. */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

const paeth = (left: number, up: number, corner: number): number => {
  const guess = left + up - corner;
  const [byLeft, byUp, byCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return byLeft <= byUp && byLeft <= byCorner ? left : byUp <= byCorner ? up : corner;
};

const unfilter = (raw: Uint8Array, height: number, stride: number, step: number): Uint8Array => {
  const lines = new Uint8Array(height * stride);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)] ?? 0;
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x;
      const left = x >= step ? (lines[at - step] ?? 0) : 0;
      const up = y > 0 ? (lines[at - stride] ?? 0) : 0;
      const corner = x >= step && y > 0 ? (lines[at - stride - step] ?? 0) : 0;
      const added = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
      lines[at] = (raw[y * (stride + 1) + 1 + x] ?? 0) + added;
    }
  }
  return lines;
};

const inflate = async (bytes: Uint8Array): Promise<Uint8Array> =>
  new Uint8Array(
    await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).arrayBuffer(),
  );

/** null for what it does not read: more than eight bits, interlacing, or anything large. */
export const readSmallPng = async (png: Uint8Array): Promise<Pixels | null> => {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const [depth, colour, interlaced] = [view.getUint8(24), view.getUint8(25), view.getUint8(28)];
  const channels = CHANNELS[colour];
  if (width > MAX_SIDE || height > MAX_SIDE || depth !== 8 || channels === undefined || interlaced !== 0) return null;
  const packed: Uint8Array[] = [];
  let palette = new Uint8Array(0);
  let alphas = new Uint8Array(0);
  for (let at = 8; at + 12 <= png.length; at += view.getUint32(at) + 12) {
    const data = png.slice(at + 8, at + 8 + view.getUint32(at));
    const type = String.fromCharCode(...png.subarray(at + 4, at + 8));
    if (type === "IDAT") packed.push(data);
    else if (type === "PLTE") palette = data;
    else if (type === "tRNS") alphas = data;
  }
  const raw = await inflate(new Uint8Array(await new Blob(packed).arrayBuffer()));
  const lines = unfilter(raw, height, width * channels, channels);
  const rgba = new Uint8Array(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const [one = 0, two = 0, three = 0, four = 255] = lines.subarray(pixel * channels, (pixel + 1) * channels);
    const colours =
      colour === 3
        ? [palette[one * 3] ?? 0, palette[one * 3 + 1] ?? 0, palette[one * 3 + 2] ?? 0, alphas[one] ?? 255]
        : channels < 3
          ? [one, one, one, channels === 2 ? two : 255]
          : [one, two, three, four];
    rgba.set(colours, pixel * 4);
  }
  return { width, height, rgba };
};

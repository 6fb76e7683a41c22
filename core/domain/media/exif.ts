// EXIF: which way up a picture is, the one thing of it that is kept (CIPA DC-008, TIFF 6.0).

const ORIENTATION = 0x0112;
const SHORT = 3;
const EXIF_MARK = [0x45, 0x78, 0x69, 0x66, 0, 0];

const withoutMark = (bytes: Uint8Array): Uint8Array =>
  EXIF_MARK.every((byte, index) => bytes[index] === byte) ? bytes.subarray(EXIF_MARK.length) : bytes;

/** 1 where it does not say, or says nonsense. `bytes`: a TIFF, with or without the mark `Exif` before it. */
export const readOrientation = (bytes: Uint8Array): number => {
  const tiff = withoutMark(bytes);
  if (tiff.length < 14) return 1;
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return 1;
  const isLittle = order === 0x4949;
  const directory = view.getUint32(4, isLittle);
  if (directory + 2 > tiff.length) return 1;
  const entries = view.getUint16(directory, isLittle);
  for (let index = 0; index < entries; index++) {
    const entry = directory + 2 + index * 12;
    if (entry + 12 > tiff.length) return 1;
    if (view.getUint16(entry, isLittle) !== ORIENTATION) continue;
    const value = view.getUint16(entry + 2, isLittle) === SHORT ? view.getUint16(entry + 8, isLittle) : 1;
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
};

/** A TIFF that says which way up, and nothing else. */
export const orientationTiff = (orientation: number): Uint8Array =>
  Uint8Array.of(0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, SHORT, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0);

/** The same as JPEG carries it. */
export const orientationExif = (orientation: number): Uint8Array =>
  Uint8Array.from([...EXIF_MARK, ...orientationTiff(orientation)]);

// CRC-32 as PNG has it (ISO 3309), and the one of Ogg pages (RFC 3533 §6): the same polynomial, bits the other way round.

const reflected = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

const forward = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit++) value = value & 0x80000000 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value;
});

export const crc32 = (bytes: Uint8Array): number => {
  let value = 0xffffffff;
  for (const byte of bytes) value = (reflected[(value ^ byte) & 255] ?? 0) ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
};

export const oggCrc32 = (bytes: Uint8Array): number => {
  let value = 0;
  for (const byte of bytes) value = (value << 8) ^ (forward[((value >>> 24) ^ byte) & 255] ?? 0);
  return value >>> 0;
};

// SHA-256 of a file of any size, piece by piece, away from the page.
import { sha256 } from "@noble/hashes/sha2.js";
import type { Digested } from "./digest.ts";

const PIECE_BYTES = 4 * 1024 * 1024;
const say = (digested: Digested) => self.postMessage(digested);

self.addEventListener("message", async ({ data: file }: MessageEvent<Blob>) => {
  try {
    const hash = sha256.create();
    for (let from = 0; from < file.size; from += PIECE_BYTES) {
      hash.update(new Uint8Array(await file.slice(from, from + PIECE_BYTES).arrayBuffer()));
      say({ readBytes: Math.min(file.size, from + PIECE_BYTES) });
    }
    say({ sha256: [...hash.digest()].map((byte) => byte.toString(16).padStart(2, "0")).join("") });
  } catch {
    say({ isUnreadable: true });
  }
});

// Hashes of the states that many clients fold each for themselves: nearly always they are letter for letter the same.
import { hashOf } from "./state-hash.ts";

/** `hashOf`, which hashes what it has seen of late only once: to write a state out costs a seventh of hashing it. */
export const rememberingHashes = (kept: number): ((state: unknown) => string) => {
  const hashes = new Map<string, string>();
  return (state) => {
    const text = JSON.stringify(state);
    const known = hashes.get(text);
    if (known !== undefined) return known;
    const hash = hashOf(state);
    hashes.set(text, hash);
    const [oldest] = hashes.keys();
    if (hashes.size > kept && oldest !== undefined) hashes.delete(oldest);
    return hash;
  };
};

/** Of the models: about as many states as a schedule has, from each place they are seen from. */
export const modelHashOf = rememberingHashes(1_024);

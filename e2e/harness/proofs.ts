// `npm run proofs` gives a proof the machine to itself and asks for the whole of it; `npm test` asks for a shorter one.

export const isProof = process.env["PROOFS"] === "1";

/** How much of it: all in a proof, `short` in every run. */
export const sized = (whole: number, short: number): number => (isProof ? whole : short);

/** What a person is promised, measured only where nothing else runs; on a slow, busy machine several times that. */
export const promisedMs = (ms: number): number => (isProof ? ms : 8 * ms);

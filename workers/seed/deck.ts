// A deck to show at once: drawn here, sent as any file is, shared with the others so that each of them may present it.
import type { DeckSummary } from "#core/protocol/decks.ts";
import type { Page } from "#core/protocol/http.ts";
import type { Api } from "./api.ts";
import { drawSlide, SLIDES } from "./slides.ts";

const TITLE = "A house of studies";

const hexOf = (digest: ArrayBuffer): string =>
  Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");

const upload = async (owner: Api, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<string> => {
  const sha256 = hexOf(await crypto.subtle.digest("SHA-256", bytes));
  const { media } = await owner.post<{ media: { id: string } }>("/media", { name, bytes: bytes.length, sha256 });
  await owner.put(`/media/${media.id}/content`, bytes);
  return media.id;
};

/** Made once. Its pictures are checked in the moments after. */
export const makeDeck = async (owner: Api, others: readonly Api[]): Promise<void> => {
  const known = await owner.get<Page<DeckSummary>>("/decks?limit=100");
  if (known.items.some(({ title }) => title === TITLE)) return;
  const slides = await Promise.all(
    SLIDES.map(async ({ name, caption, notes, draw }) => ({
      mediaId: await upload(owner, name, await drawSlide(draw)),
      caption,
      notes,
    })),
  );
  const { deck } = await owner.post<{ deck: { id: string } }>("/decks", { title: TITLE, slides });
  for (const other of others) {
    const { id } = await other.get<{ id: string }>("/me");
    await owner.put(`/decks/${deck.id}/shares/${id}`);
  }
};

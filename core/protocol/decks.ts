// Decks: slides in an order, each a picture, film or sound of one's media library, with a caption and notes for the speaker.
import { z } from "zod";
import { DeckId, MediaId, UserId } from "./ids.ts";
import { MAX_SLIDES } from "./limits.ts";

export const MAX_CAPTION_CHARACTERS = 300;
export const MAX_NOTES_CHARACTERS = 4_000;
export const MAX_DECK_SHARES = 100;

const DeckTitle = z.string().trim().min(1).max(120);

export const SlideInput = z.strictObject({
  mediaId: MediaId,
  caption: z.string().trim().max(MAX_CAPTION_CHARACTERS).optional(),
  /** For whoever presents; never shown to the audience. */
  notes: z.string().trim().max(MAX_NOTES_CHARACTERS).optional(),
});
export type SlideInput = z.infer<typeof SlideInput>;

export const CreateDeck = z.strictObject({ title: DeckTitle, slides: z.array(SlideInput).max(MAX_SLIDES) });
export type CreateDeck = z.infer<typeof CreateDeck>;

/** `slides` replaces all of them, order included. */
export const UpdateDeck = z.strictObject({
  version: z.int().min(1),
  title: DeckTitle.optional(),
  slides: z.array(SlideInput).max(MAX_SLIDES).optional(),
});
export type UpdateDeck = z.infer<typeof UpdateDeck>;

/** `shared`: may present it too. `audience`: sees it where it is shown, as it was when it was shown. */
export const DeckRole = z.enum(["owner", "shared", "audience"]);
export type DeckRole = z.infer<typeof DeckRole>;

export const SlideView = z.object({
  mediaId: MediaId,
  caption: z.string(),
  /** null for the audience. */
  notes: z.string().nullable(),
});
export type SlideView = z.infer<typeof SlideView>;

export const DeckView = z
  .object({
    id: DeckId,
    title: z.string(),
    version: z.int(),
    owner: UserId,
    role: DeckRole,
    slides: z.array(SlideView),
    /** Who may present it besides; for the owner only. */
    sharedWith: z.array(z.object({ user: UserId, name: z.string() })),
    createdAt: z.int(),
    updatedAt: z.int(),
  })
  .meta({ id: "Deck" });
export type DeckView = z.infer<typeof DeckView>;

export const DeckSummary = z
  .object({
    id: DeckId,
    title: z.string(),
    version: z.int(),
    owner: UserId,
    role: DeckRole,
    slideCount: z.int(),
    /** The first slide. */
    cover: MediaId.nullable(),
    updatedAt: z.int(),
  })
  .meta({ id: "DeckSummary" });
export type DeckSummary = z.infer<typeof DeckSummary>;

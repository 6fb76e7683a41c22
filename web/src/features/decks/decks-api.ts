// Decks over HTTP, as their pages ask for them.
import { queryOptions } from "@tanstack/react-query";
import { api, type Schemas } from "#web/lib/api.ts";
import { isApiError } from "#web/lib/http.ts";

export type Deck = Schemas["Deck"];
export type SlideOfDeck = Deck["slides"][number];

export const deckQuery = (id: string) =>
  queryOptions({
    queryKey: ["decks", "one", id],
    queryFn: async () => (await api("get", "/decks/{id}", { path: { id } })).deck,
  });

/** Files of these slides that the server no longer knows, where that was why it refused them. */
export const goneSlides = (error: unknown, slides: readonly SlideOfDeck[]): ReadonlySet<string> =>
  isApiError(error, "media_not_found")
    ? new Set(slides.flatMap(({ mediaId }, at) => (error.field(`slides.${at}.mediaId`) === undefined ? [] : mediaId)))
    : new Set();

const toInput = ({ mediaId, caption, notes }: SlideOfDeck) => ({ mediaId, caption, notes: notes ?? "" });

export const createDeck = async (title: string, slides: readonly SlideOfDeck[], once: string): Promise<Deck> =>
  (await api("post", "/decks", { body: { title, slides: slides.map(toInput) }, once })).deck;

export const saveDeck = async (
  { id, version }: Pick<Deck, "id" | "version">,
  title: string,
  slides: readonly SlideOfDeck[],
): Promise<Deck> =>
  (await api("patch", "/decks/{id}", { path: { id }, body: { version, title, slides: slides.map(toInput) } })).deck;

export const duplicateDeck = async (id: string, title: string, once: string): Promise<Deck> =>
  (await api("post", "/decks/{id}/duplicates", { path: { id }, body: { title }, once })).deck;

export const deleteDeck = (id: string) => api("delete", "/decks/{id}", { path: { id } });

export const shareDeck = async (id: string, user: string): Promise<Deck> =>
  (await api("put", "/decks/{id}/shares/{user}", { path: { id, user } })).deck;

export const unshareDeck = (id: string, user: string) =>
  api("delete", "/decks/{id}/shares/{user}", { path: { id, user } });

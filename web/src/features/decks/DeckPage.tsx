// A deck by its address: its owner changes it, others who may present it look at it.
import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { isApiError } from "#web/lib/http.ts";
import { useTitle } from "#web/lib/use-title.ts";
import { useDeckWords } from "#web/messages/decks.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { ButtonLink } from "#web/ui/ButtonLink.tsx";
import { EmptyState, LoadFailure } from "#web/ui/Notice.tsx";
import { Skeleton } from "#web/ui/Skeleton.tsx";
import { DeckEditor } from "./DeckEditor.tsx";
import { DeckTop } from "./DeckTop.tsx";
import { deckQuery } from "./decks-api.ts";
import { SharedDeck } from "./SharedDeck.tsx";

export const DeckGone = () => {
  const t = useDeckWords();
  return (
    <div className="page">
      <EmptyState title={t.goneTitle} text={t.goneText} level={1}>
        <ButtonLink to="/decks">{t.title}</ButtonLink>
      </EmptyState>
    </div>
  );
};

export const isDeckGone = (error: unknown): boolean =>
  isApiError(error, "not_found") || isApiError(error, "invalid") || isApiError(error, "malformed");

export const DeckPage = () => {
  const t = useDeckWords();
  const { t: words } = useLocale();
  const { id = "" } = useParams();
  const deck = useQuery({ ...deckQuery(id), refetchOnWindowFocus: false });
  useTitle(deck.data?.title ?? t.title, words.product);
  if (deck.data !== undefined) {
    return (
      <>
        <DeckTop to="/decks" title={t.title} />
        {deck.data.role === "owner" ? (
          <DeckEditor key={id} deck={deck.data} />
        ) : (
          <SharedDeck key={id} deck={deck.data} />
        )}
      </>
    );
  }
  if (isDeckGone(deck.error)) return <DeckGone />;
  return (
    <div className="page">
      {deck.error === null ? (
        <div className="grid gap-4" aria-busy="true" aria-label={words.loading}>
          <Skeleton width="240px" height={28} />
          <Skeleton height={96} />
          <Skeleton height={96} />
        </div>
      ) : (
        <LoadFailure error={deck.error} retry={() => void deck.refetch()} level={1} />
      )}
    </div>
  );
};

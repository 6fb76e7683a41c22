// All one's decks and those one may present, last changed first.
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { Link, useNavigate } from "react-router";
import { ownDecksQuery } from "#web/features/slideshow/shown-deck.ts";
import { SlideThumb } from "#web/features/slideshow/SlideThumb.tsx";
import { renew } from "#web/lib/renew.ts";
import { useSession } from "#web/lib/session.ts";
import { useTitle } from "#web/lib/use-title.ts";
import { useDeckWords } from "#web/messages/decks.ts";
import { failureText } from "#web/messages/failures.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { Button } from "#web/ui/Button.tsx";
import { ButtonLink } from "#web/ui/ButtonLink.tsx";
import { EmptyState, LoadFailure } from "#web/ui/Notice.tsx";
import { RowSkeletons } from "#web/ui/Skeleton.tsx";
import { showToast } from "#web/ui/Toasts.tsx";
import { DeckTop } from "./DeckTop.tsx";
import { createDeck, deckQuery } from "./decks-api.ts";
import "./decks.css";

const useMakeDeck = () => {
  const t = useDeckWords();
  const { t: words } = useLocale();
  const cache = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: () => createDeck(t.untitled, [], crypto.randomUUID()),
    onSuccess: async (deck) => {
      cache.setQueryData(deckQuery(deck.id).queryKey, deck);
      await navigate(`/decks/${deck.id}`);
      await renew(cache, ownDecksQuery.queryKey.slice());
    },
    onError: (error) => showToast(failureText(error, words)),
  });
};

const OwnDecks = () => {
  const t = useDeckWords();
  const { format } = useLocale();
  const decks = useInfiniteQuery(ownDecksQuery);
  const make = useMakeDeck();
  const items = decks.data?.pages.flatMap((page) => page.items) ?? [];
  const button = (
    <Button look="ink" busy={make.isPending} onClick={() => make.mutate()}>
      <Plus className="icon s" />
      {t.make}
    </Button>
  );
  return (
    <div className="page">
      <header className="mb-6 flex flex-wrap items-center gap-3">
        <div className="grow">
          <h1 className="title only-wide">{t.title}</h1>
          <p className="text-ink-2">{t.text}</p>
        </div>
        {items.length > 0 && button}
      </header>
      {decks.isPending && <RowSkeletons rows={4} faces={false} />}
      {decks.isError && <LoadFailure error={decks.error} retry={() => void decks.refetch()} />}
      {decks.isSuccess && items.length === 0 && (
        <EmptyState title={t.emptyTitle} text={t.emptyText}>
          {button}
        </EmptyState>
      )}
      <ul className="deck-grid">
        {items.map(({ id, title, slideCount, cover, role, updatedAt }) => (
          <li key={id}>
            <Link className="deck-card" to={`/decks/${id}`}>
              <SlideThumb mediaId={cover} />
              <span className="block truncate font-medium">{title}</span>
              <span className="block truncate text-xs text-ink-2">
                {[t.slideCount(slideCount), ...(role === "owner" ? [] : [t.sharedBy]), format.when(updatedAt)].join(
                  " · ",
                )}
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {decks.hasNextPage && (
        <Button className="mt-6" busy={decks.isFetchingNextPage} onClick={() => void decks.fetchNextPage()}>
          {t.more}
        </Button>
      )}
    </div>
  );
};

export const DeckList = () => {
  const t = useDeckWords();
  const { t: words } = useLocale();
  const session = useSession();
  useTitle(t.title, words.product);
  if (session.kind !== "signed_in") return null;
  if (session.user.role !== "guest") {
    return (
      <>
        <DeckTop to="/library" title={t.title} />
        <OwnDecks />
      </>
    );
  }
  return (
    <div className="page">
      <EmptyState title={t.guestTitle} text={t.guestText} level={1}>
        <ButtonLink to="/register?next=/decks">{words.accounts.register}</ButtonLink>
      </EmptyState>
    </div>
  );
};

// Somebody else's deck that one may present: everything to be seen, nothing to be changed.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Presentation } from "lucide-react";
import { useNavigate } from "react-router";
import { SlideThumb } from "#web/features/slideshow/SlideThumb.tsx";
import { renew } from "#web/lib/renew.ts";
import { currentUser } from "#web/lib/session.ts";
import { useDeckWords } from "#web/messages/decks.ts";
import { failureText } from "#web/messages/failures.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { Button } from "#web/ui/Button.tsx";
import { ButtonLink } from "#web/ui/ButtonLink.tsx";
import { showToast } from "#web/ui/Toasts.tsx";
import { type Deck, unshareDeck } from "./decks-api.ts";
import "./decks.css";

export const SharedDeck = ({ deck }: { deck: Deck }) => {
  const t = useDeckWords();
  const { t: words } = useLocale();
  const navigate = useNavigate();
  const cache = useQueryClient();
  const giveUp = useMutation({
    mutationFn: () => unshareDeck(deck.id, currentUser()?.id ?? ""),
    onSuccess: async () => {
      showToast(t.gaveUp);
      await navigate("/decks");
      await renew(cache, ["decks"]);
    },
    onError: (error) => showToast(failureText(error, words)),
  });
  return (
    <div className="page">
      <header className="mb-6 flex flex-wrap items-center gap-3">
        <div className="min-w-0 grow basis-60">
          <h1 className="title truncate">{deck.title}</h1>
          <p className="text-ink-2">{t.readOnly}</p>
        </div>
        {deck.role === "shared" && (
          <Button look="quiet" busy={giveUp.isPending} onClick={() => giveUp.mutate()}>
            {t.giveUp}
          </Button>
        )}
        {deck.slides.length > 0 && (
          <ButtonLink look="ink" to={`/decks/${deck.id}/present`}>
            <Presentation className="icon s" />
            {t.present}
          </ButtonLink>
        )}
      </header>
      <ol className="slide-rows" aria-label={t.slides}>
        {deck.slides.map(({ mediaId, caption, notes }, index) => (
          // A medium may be there twice; nothing moves here.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={`${index} ${mediaId}`} className="slide-row">
            <SlideThumb mediaId={mediaId} />
            <div className="grid content-start gap-1">
              <p className="text-xs text-ink-3">{t.slide(index + 1)}</p>
              {caption !== "" && <p className="font-medium">{caption}</p>}
              {notes !== null && <p className="whitespace-pre-wrap text-ink-2">{notes}</p>}
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
};

// Which deck to show here.
import { useInfiniteQuery } from "@tanstack/react-query";
import { failureText } from "#web/messages/failures.ts";
import { useDeckWords } from "#web/messages/decks.ts";
import { useLocale } from "#web/messages/locale.tsx";
import type { LiveActor } from "#web/lib/live.ts";
import type { DeckId } from "#core/protocol/ids.ts";
import { Button } from "#web/ui/Button.tsx";
import { ButtonLink } from "#web/ui/ButtonLink.tsx";
import { Dialog } from "#web/ui/Dialog.tsx";
import { RowSkeletons } from "#web/ui/Skeleton.tsx";
import { ownDecksQuery } from "./shown-deck.ts";
import { SlideThumb } from "./SlideThumb.tsx";
import { useStageCommands } from "./use-stage-commands.ts";

export const ShowDeckDialog = <State,>({
  actor,
  fence,
  onClose,
}: {
  actor: LiveActor<State>;
  fence: number;
  onClose: () => void;
}) => {
  const t = useDeckWords();
  const { t: words } = useLocale();
  const ask = useStageCommands(actor);
  const decks = useInfiniteQuery(ownDecksQuery);
  const items = decks.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Dialog title={t.showTitle} open onClose={onClose}>
      <p className="text-ink-2">{decks.isSuccess && items.length === 0 ? t.emptyText : t.showText}</p>
      {decks.isPending && <RowSkeletons rows={3} faces={false} />}
      {decks.isError && <p className="text-danger-ink">{failureText(decks.error, words)}</p>}
      <ul className="people-list -mx-2">
        {items.map(({ id, title, slideCount, cover }) => (
          <li key={id}>
            <button
              type="button"
              className="person-row py-2"
              disabled={slideCount === 0}
              onClick={() => {
                void ask({ name: "show", data: { fence, deckId: id as DeckId } });
                onClose();
              }}
            >
              <span className="w-16 flex-none">
                <SlideThumb mediaId={cover} />
              </span>
              <span className="min-w-0 grow">
                <span className="block truncate font-medium">{title}</span>
                <span className="block text-xs text-ink-2">{t.slideCount(slideCount)}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <div className="actions">
        {decks.hasNextPage && <Button onClick={() => void decks.fetchNextPage()}>{t.more}</Button>}
        <ButtonLink to="/decks">{t.title}</ButtonLink>
      </div>
    </Dialog>
  );
};

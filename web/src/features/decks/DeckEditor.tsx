// The owner's deck: title, slides in their order, captions and notes; saved by itself.
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { Copy, Ellipsis, ImagePlus, Presentation, Share2, Trash2 } from "lucide-react";
import { type DragEvent, lazy, Suspense, useEffect, useRef, useState } from "react";
import { MAX_SLIDES } from "#core/protocol/limits.ts";
import { afterMs } from "#web/lib/background-timer.ts";
import { useStore } from "#web/lib/external-store.ts";
import { useDeckWords } from "#web/messages/decks.ts";
import type { DeckWords } from "#web/messages/en-decks.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { Button } from "#web/ui/Button.tsx";
import { ButtonLink } from "#web/ui/ButtonLink.tsx";
import { Field } from "#web/ui/Field.tsx";
import { Menu } from "#web/ui/Menu.tsx";
import { EmptyState } from "#web/ui/Notice.tsx";
import { showToast } from "#web/ui/Toasts.tsx";
import { AddingList } from "./AddingList.tsx";
import { type Adder, createAdder } from "./adding.ts";
import { type DeckEditing, openDeckEditing } from "./deck-editing.ts";
import { type Deck, deckQuery, saveDeck, type SlideOfDeck } from "./decks-api.ts";
import { moved } from "./slide-order.ts";
import { SlideRow } from "./SlideRow.tsx";
import { useDeckDoings } from "./use-deck-doings.ts";
import { useRowDragging } from "./use-row-dragging.ts";
import "./decks.css";

const ShareDeckDialog = lazy(() => import("./ShareDeckDialog.tsx").then((all) => ({ default: all.ShareDeckDialog })));

const ACCEPTED = "image/*,video/*,audio/*,application/pdf";

type Opened = { readonly editing: DeckEditing; readonly adder: Adder };

/** Of decks that still receive files: whoever leaves the page and comes back finds them on their way. */
const busy = new Map<string, Opened>();

const isBusy = ({ adder }: Opened): boolean => adder.get().some(({ fault }) => fault === null);

const openEditor = (deck: Deck, t: DeckWords, cache: QueryClient): Opened => {
  const { queryKey } = deckQuery(deck.id);
  const editing = openDeckEditing(deck, {
    save: (version, title, slides) => saveDeck({ id: deck.id, version }, title, slides),
    read: () => cache.fetchQuery({ ...deckQuery(deck.id), staleTime: 0 }),
    onSaved: (saved) => {
      cache.setQueryData(queryKey, saved);
      void cache.invalidateQueries({ queryKey: ["decks", "own"] });
    },
    onReplaced: () => showToast(t.changedElsewhere),
    onGone: () => showToast(t.fileGone),
    after: afterMs,
  });
  const adder = createAdder({
    room: () => MAX_SLIDES - editing.get().slides.length,
    onSlide: (mediaId) =>
      editing.change({ slides: (all) => [...all, { mediaId, caption: "", notes: "" } as SlideOfDeck] }),
    onTooMany: (most) => showToast(t.tooMany(most)),
  });
  return { editing, adder };
};

const useEditing = (deck: Deck): Opened => {
  const t = useDeckWords();
  const cache = useQueryClient();
  const [opened] = useState(() => {
    const known = busy.get(deck.id);
    return known !== undefined && isBusy(known) ? known : openEditor(deck, t, cache);
  });
  useEffect(
    () => () => {
      opened.editing.flush();
      if (isBusy(opened)) busy.set(deck.id, opened);
      else busy.delete(deck.id);
    },
    [opened, deck.id],
  );
  return opened;
};

export const DeckEditor = ({ deck }: { deck: Deck }) => {
  const t = useDeckWords();
  const { t: words } = useLocale();
  const { editing, adder } = useEditing(deck);
  const { title, slides, state } = useStore(editing);
  const adding = useStore(adder);
  const [isSharing, setSharing] = useState(false);
  const [said, setSaid] = useState("");
  const list = useRef<HTMLOListElement>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const doings = useDeckDoings(() => ({ ...deck, ...editing.get(), slides: [...editing.get().slides] }));

  const move = (from: number, to: number) => {
    const target = Math.min(slides.length - 1, Math.max(0, to));
    editing.change({ slides: (all) => moved(all, from, target) });
    setSaid(t.movedTo(target + 1, slides.length));
  };
  const moveByKey = (from: number, to: number) => {
    const target = Math.min(slides.length - 1, Math.max(0, to));
    move(from, target);
    // The handle of the slide that moved, at its new place.
    requestAnimationFrame(() => list.current?.querySelectorAll<HTMLElement>(".grip")[target]?.focus());
  };
  const { dragged, gripOf } = useRowDragging(list, move);
  const remove = (index: number) => {
    const slide = slides[index];
    if (slide === undefined) return;
    editing.change({ slides: (all) => all.toSpliced(index, 1) });
    const undo = () => editing.change({ slides: (all) => all.toSpliced(Math.min(index, all.length), 0, slide) });
    showToast(t.removed, { label: words.undo, run: undo });
  };
  const add = (files: Iterable<File>) => void adder.add([...files]);
  const onDrop = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    add(event.dataTransfer.files);
  };
  const button = (look: "ink" | "plain") => (
    <Button look={look} onClick={() => chooser.current?.click()}>
      <ImagePlus className="icon s" />
      {t.addFiles}
    </Button>
  );
  return (
    // A drop is heard anywhere on the page; by keyboard files come through the button.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className="page"
      onDragOver={(event) => {
        if (event.dataTransfer.types.includes("Files")) event.preventDefault();
      }}
      onDrop={onDrop}
    >
      <h1 className="sr-only">{title}</h1>
      <header className="deck-head">
        <div className="grow">
          <Field
            label={t.name}
            value={title}
            maxLength={120}
            error={title.trim() === "" ? t.nameMissing : undefined}
            hint={state === "saved" ? t.saved : state === "saving" ? t.saving : t.unsaved}
            onChange={(event) => editing.change({ title: event.target.value })}
            onBlur={editing.flush}
          />
        </div>
        <div className="deck-doings">
          <Menu
            label={t.actions}
            icon={<Ellipsis className="icon" />}
            entries={[
              { key: "share", label: t.share, icon: <Share2 className="icon s" />, run: () => setSharing(true) },
              {
                key: "copy",
                label: t.duplicate,
                icon: <Copy className="icon s" />,
                run: () => void doings.duplicate(),
              },
              {
                key: "delete",
                label: t.deleteDeck,
                icon: <Trash2 className="icon s" />,
                danger: true,
                run: () => {
                  adder.stop();
                  void doings.remove();
                },
              },
            ]}
          />
          {button("plain")}
          {slides.length > 0 && (
            <ButtonLink look="ink" to={`/decks/${deck.id}/present`}>
              <Presentation className="icon s" />
              {t.present}
            </ButtonLink>
          )}
        </div>
      </header>
      <input
        ref={chooser}
        type="file"
        hidden
        multiple
        accept={ACCEPTED}
        aria-label={t.addFiles}
        onChange={(event) => {
          add(event.target.files ?? []);
          event.target.value = "";
        }}
      />
      {slides.length === 0 && adding.length === 0 && (
        <EmptyState title={t.noSlidesTitle} text={t.dropHint}>
          {button("ink")}
        </EmptyState>
      )}
      <ol ref={list} className="slide-rows" aria-label={t.slides}>
        {slides.map((slide, index) => (
          <SlideRow
            // A medium may be there twice; a row is its place, and its words go with the slide.
            // oxlint-disable-next-line react/no-array-index-key
            key={index}
            slide={slide}
            index={index}
            isDragged={dragged === index}
            change={(change) =>
              editing.change({ slides: (all) => all.map((one, at) => (at === index ? { ...one, ...change } : one)) })
            }
            remove={() => remove(index)}
            moveTo={(to) => moveByKey(index, to)}
            grip={gripOf(index)}
          />
        ))}
      </ol>
      <AddingList adding={adding} cancel={adder.cancel} />
      <p className="sr-only" role="status">
        {said}
      </p>
      {isSharing && (
        <Suspense fallback={null}>
          <ShareDeckDialog deck={deck} onClose={() => setSharing(false)} />
        </Suspense>
      )}
    </div>
  );
};

// One slide of a deck that is edited: moved by hand or by arrow keys, with its caption and notes.
import { GripVertical, Trash2 } from "lucide-react";
import type { KeyboardEvent, PointerEvent } from "react";
import { MAX_CAPTION_CHARACTERS, MAX_NOTES_CHARACTERS } from "#core/protocol/decks.ts";
import { SlideThumb } from "#web/features/slideshow/SlideThumb.tsx";
import { useDeckWords } from "#web/messages/decks.ts";
import { Button } from "#web/ui/Button.tsx";
import { Field, TextField } from "#web/ui/Field.tsx";
import type { SlideOfDeck } from "./decks-api.ts";

export const SlideRow = ({
  slide,
  index,
  isDragged,
  change,
  remove,
  moveTo,
  grip,
}: {
  slide: SlideOfDeck;
  index: number;
  isDragged: boolean;
  change: (change: Partial<SlideOfDeck>) => void;
  remove: () => void;
  moveTo: (index: number) => void;
  /** What the handle hears while it is dragged. */
  grip: { readonly onPointerDown: (event: PointerEvent<HTMLButtonElement>) => void };
}) => {
  const t = useDeckWords();
  const number = index + 1;
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = {
      ArrowUp: index - 1,
      ArrowDown: index + 1,
      Home: 0,
      End: Number.MAX_SAFE_INTEGER,
    };
    const target = steps[event.key];
    if (target === undefined) return;
    event.preventDefault();
    moveTo(target);
  };
  return (
    <li className={isDragged ? "slide-row dragged" : "slide-row"}>
      <div className="slide-side">
        <button
          type="button"
          className="btn quiet icon-only grip"
          aria-label={t.move(number)}
          title={t.moveHint}
          onKeyDown={onKeyDown}
          onPointerDown={grip.onPointerDown}
        >
          <GripVertical className="icon" />
        </button>
        <span className="text-xs text-ink-3 tabular">{number}</span>
      </div>
      <SlideThumb mediaId={slide.mediaId} />
      <div className="slide-words">
        <Field
          label={t.caption}
          placeholder={t.captionHint}
          value={slide.caption}
          maxLength={MAX_CAPTION_CHARACTERS}
          onChange={(event) => change({ caption: event.target.value })}
        />
        <TextField
          label={t.notes}
          placeholder={t.notesHint}
          rows={2}
          value={slide.notes ?? ""}
          maxLength={MAX_NOTES_CHARACTERS}
          onChange={(event) => change({ notes: event.target.value })}
        />
      </div>
      <Button look="quiet" iconOnly aria-label={t.remove(number)} onClick={remove}>
        <Trash2 className="icon" />
      </Button>
    </li>
  );
};

// For whoever presents: what they wanted to say, and what comes next.
import { useDeckWords } from "#web/messages/decks.ts";
import { SlideThumb } from "./SlideThumb.tsx";

export const SpeakerNotes = ({ notes, next }: { notes: string; next: string | null }) => {
  const t = useDeckWords();
  return (
    <section className="speaker" aria-label={t.notes}>
      {/* Long notes scroll, also by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <p className="words" tabIndex={0}>
        {notes === "" ? <span className="text-ink-3">{t.noNotes}</span> : notes}
      </p>
      <div>
        <p className="pb-1 text-xs text-ink-3">{next === null ? t.lastSlide : t.upNext}</p>
        {next !== null && <SlideThumb mediaId={next} />}
      </div>
    </section>
  );
};

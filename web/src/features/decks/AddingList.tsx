// Files on their way into a deck: how far, and why not.
import { X } from "lucide-react";
import { useDeckWords } from "#web/messages/decks.ts";
import { Button } from "#web/ui/Button.tsx";
import type { Adding } from "./adding.ts";

export const AddingList = ({ adding, cancel }: { adding: readonly Adding[]; cancel: (key: number) => void }) => {
  const t = useDeckWords();
  const faults: Record<string, string> = t.failed;
  if (adding.length === 0) return null;
  return (
    <ul className="adding" aria-label={t.addFiles}>
      {adding.map(({ key, name, share, page, fault }) => (
        <li key={key} className="row min-h-[52px]">
          <span className="min-w-0 grow">
            <span className="block truncate">{name}</span>
            {fault !== null ? (
              <span className="block text-xs text-danger-ink" role="alert">
                {faults[fault] ?? t.failed.other}
              </span>
            ) : (
              <>
                {page !== null && (
                  <span className="block text-xs text-ink-2 tabular">{t.readingPdf(page.number, page.pages)}</span>
                )}
                <progress aria-label={t.uploading(name)} max={1} value={share} />
              </>
            )}
          </span>
          <Button look="quiet" iconOnly aria-label={fault === null ? t.cancel : t.dismiss} onClick={() => cancel(key)}>
            <X className="icon s" />
          </Button>
        </li>
      ))}
    </ul>
  );
};

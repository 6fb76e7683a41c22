// Bringing a history from elsewhere. What is imported is marked, and never shown as measured.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ChangeEvent, useId } from "react";
import { isApiError } from "#web/lib/http.ts";
import { renew } from "#web/lib/renew.ts";
import { failureText } from "#web/messages/failures.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { importHistory } from "#web/features/streak/streak-api.ts";
import { buttonClass } from "#web/ui/button-class.ts";
import { Banner } from "#web/ui/Notice.tsx";
import { MAX_FILE_BYTES, readHistory } from "./history-file.ts";

class NothingToImport extends Error {}
class TooLarge extends Error {}

const bring = async (file: File) => {
  if (file.size > MAX_FILE_BYTES) throw new TooLarge();
  const history = readHistory(await file.text(), file.name);
  if (history === null) throw new NothingToImport();
  return importHistory(history);
};

const FilePicker = ({
  title,
  text,
  accept,
  busy,
  onFile,
}: {
  title: string;
  text: string;
  accept: string;
  busy: boolean;
  onFile: (file: File) => void;
}) => {
  const { t } = useLocale();
  const id = useId();
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    event.target.value = "";
    if (file !== undefined && !busy) onFile(file);
  };
  return (
    <li className="row min-h-20 flex-wrap py-3">
      <span className="grow basis-60">
        <span className="block font-medium" id={`${id}-title`}>
          {title}
        </span>
        <span className="block text-ink-2">{text}</span>
      </span>
      <label className={`${buttonClass({})} relative has-focus-visible:focus-ring`} aria-disabled={busy || undefined}>
        {busy ? t.settings.importing : t.settings.chooseFile}
        <input
          className="absolute inset-0 cursor-pointer opacity-0"
          type="file"
          accept={accept}
          aria-labelledby={`${id}-title`}
          onChange={choose}
        />
      </label>
    </li>
  );
};

export const DataSettings = () => {
  const { t } = useLocale();
  const cache = useQueryClient();
  const bringing = useMutation({
    mutationFn: bring,
    onSuccess: () => renew(cache, ["streak"]),
  });
  const failure = (error: Error): string => {
    if (error instanceof TooLarge || isApiError(error, "too_large")) return t.settings.importTooLarge;
    if (error instanceof NothingToImport || isApiError(error, "invalid")) return t.settings.importEmpty;
    return failureText(error, t);
  };
  return (
    <div className="grid grid-cols-1 max-w-[560px] gap-4">
      <h3 className="font-medium">{t.settings.import}</h3>
      <p className="text-ink-2">{t.settings.importText}</p>
      {bringing.isError && <Banner tone="bad">{failure(bringing.error)}</Banner>}
      {bringing.isSuccess && (
        <Banner tone="good">{t.settings.imported(bringing.data.imported, bringing.data.skipped)}</Banner>
      )}
      <ul className="list">
        <FilePicker
          title={t.settings.importLoop}
          text={t.settings.importLoopText}
          accept=".csv,text/csv"
          busy={bringing.isPending}
          onFile={bringing.mutate}
        />
        <FilePicker
          title={t.settings.importDays}
          text={t.settings.importDaysText}
          accept=".txt,.csv,text/plain,text/csv"
          busy={bringing.isPending}
          onFile={bringing.mutate}
        />
      </ul>
    </div>
  );
};

// One upload as a person sees it: its name, how far it is, what can be done about it.
import { CircleAlert, FileAudio, FileText, Film, Image, Pause, Play, RotateCw, X } from "lucide-react";
import { type ChangeEvent, useEffect, useState } from "react";
import { useLocale } from "#web/messages/locale.tsx";
import { useMediaWords } from "#web/messages/media.ts";
import { Button } from "#web/ui/Button.tsx";
import { buttonClass } from "#web/ui/button-class.ts";
import { showToast } from "#web/ui/Toasts.tsx";
import { bytesText } from "./amounts.ts";
import type { Upload } from "./upload-progress.ts";
import { cancelUpload, giveFile, pauseUpload, resumeUpload, retryUpload } from "./uploads.ts";

const MARKS = { image: Image, video: Film, audio: FileAudio } as const;

/** The picture itself, from the copy that is here. */
const useLocalPicture = (file: Blob | null): string | null => {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (file === null || !/^image\/(?:jpeg|png|gif|webp|avif)$/.test(file.type)) return;
    const made = URL.createObjectURL(file);
    // An address exists only while somebody shows it.
    // oxlint-disable-next-line react/set-state-in-effect
    setUrl(made);
    return () => {
      setUrl(null);
      URL.revokeObjectURL(made);
    };
  }, [file]);
  return url;
};

const Mark = ({ upload }: { upload: Upload }) => {
  const picture = useLocalPicture(upload.file);
  if (picture !== null) return <img className="upload-picture" src={picture} alt="" />;
  const [kind] = (upload.file?.type ?? "").split("/");
  const Icon = MARKS[kind as keyof typeof MARKS] ?? FileText;
  return (
    <span className="file-mark">
      <Icon className="icon" />
    </span>
  );
};

const ChooseAgain = ({ upload }: { upload: Upload }) => {
  const t = useMediaWords();
  const choose = async (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    event.target.value = "";
    if (file !== undefined && !(await giveFile(upload.id, file))) showToast(t.otherFile);
  };
  return (
    <label className={`${buttonClass({})} relative has-focus-visible:focus-ring`}>
      {t.choose}
      <input
        className="absolute inset-0 cursor-pointer opacity-0"
        type="file"
        aria-label={t.chooseAgain(upload.name)}
        onChange={(event) => void choose(event)}
      />
    </label>
  );
};

const MOVING = new Set(["queued", "reading", "sending", "waiting"]);

export const UploadLine = ({ upload }: { upload: Upload }) => {
  const t = useMediaWords();
  const { format } = useLocale();
  const { id, name, phase, progress, bytes, sentBytes, fault, isVoice } = upload;
  const called = isVoice ? t.voice : name;
  const faults: Record<string, string> = t.fault;
  const isBar = phase === "reading" || phase === "sending" || phase === "waiting" || phase === "paused";
  const words =
    phase === "failed"
      ? (faults[fault ?? ""] ?? t.fault.other)
      : phase === "sending" || (phase === "paused" && (sentBytes ?? 0) > 0)
        ? `${t.phase[phase]}, ${t.ofBytes(bytesText(format.tag, sentBytes ?? 0), bytesText(format.tag, bytes))}`
        : `${t.phase[phase]}${phase === "ready" ? `, ${bytesText(format.tag, bytes)}` : ""}`;
  return (
    <li className="upload-line" data-phase-of={phase}>
      <Mark upload={upload} />
      <span className="grid min-w-0 grow">
        <span className="truncate font-medium">{called}</span>
        <span className={phase === "failed" ? "upload-words bad" : "upload-words"}>
          {phase === "failed" && <CircleAlert className="icon xs" />}
          {words}
        </span>
        {isBar && <progress className="upload-bar" max={1} value={progress} aria-label={called} />}
      </span>
      {phase === "missing" && <ChooseAgain upload={upload} />}
      {MOVING.has(phase) && (
        <Button look="quiet" iconOnly aria-label={t.pause(called)} onClick={() => void pauseUpload(id)}>
          <Pause className="icon s" />
        </Button>
      )}
      {phase === "paused" && (
        <Button look="quiet" iconOnly aria-label={t.resume(called)} onClick={() => void resumeUpload(id)}>
          <Play className="icon s" />
        </Button>
      )}
      {phase === "failed" && fault !== "empty" && fault !== "type_not_allowed" && (
        <Button look="quiet" iconOnly aria-label={t.retry(called)} onClick={() => void retryUpload(id)}>
          <RotateCw className="icon s" />
        </Button>
      )}
      <Button look="quiet" iconOnly aria-label={t.takeOut(called)} onClick={() => void cancelUpload(id)}>
        <X className="icon s" />
      </Button>
    </li>
  );
};

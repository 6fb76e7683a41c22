// The record of an upload nothing has been done for yet.
import type { StoredUpload } from "#web/lib/outbox-database.ts";

export type NewFile = {
  readonly file: File;
  readonly durationMs?: number;
  readonly waveform?: readonly number[];
  readonly isVoice?: boolean;
};

const plainName = (name: string): string => {
  // oxlint-disable-next-line no-control-regex
  const plain = name.replaceAll(/[\u0000-\u001f\u007f/\\]/g, "_").trim();
  return plain === "" ? "file" : plain.slice(0, 200);
};

type Where = Pick<StoredUpload, "user" | "id" | "conversation" | "addedAt">;

export const newUpload = ({ file, durationMs, waveform, isVoice = false }: NewFile, where: Where): StoredUpload => ({
  ...where,
  message: null,
  name: plainName(file.name),
  bytes: file.size,
  file,
  sha256: null,
  durationMs: durationMs ?? null,
  waveform: waveform ?? null,
  isVoice,
  mediaId: null,
  attempt: 1,
  isPaused: false,
  fault: file.size === 0 ? "empty" : null,
  media: null,
});

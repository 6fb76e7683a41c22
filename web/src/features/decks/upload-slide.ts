// One file on its way into the library, to become a slide; resolves when it has been checked. It goes up as every file does,
// but is kept by nobody: with the page it is gone.
import { deleteMedia } from "#web/features/media/media-api.ts";
import { newUpload } from "#web/features/media/new-upload.ts";
import { runUpload } from "#web/features/media/upload-run.ts";
import { currentUser } from "#web/lib/session.ts";

export class Refused extends Error {
  override readonly name = "Refused";
  readonly reason: string;
  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

/** Of the whole way: what is left is the check. */
const SENT_SHARE = 0.9;

/** `once`: a repeated start of the same upload announces it once. */
export const uploadSlide = async (
  file: File,
  once: string,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<string> => {
  const where = { user: currentUser()?.id ?? "", id: once, conversation: null, addedAt: Date.now() };
  let upload = newUpload({ file }, where);
  if (upload.fault === null) {
    await runUpload({
      file,
      get: () => upload,
      save: async (change) => {
        upload = { ...upload, ...change };
      },
      tell: ({ phase, doneBytes }) => {
        if (phase === "sending" || phase === "checking") onProgress((SENT_SHARE * doneBytes) / file.size);
      },
      signal,
    });
  }
  const { media, mediaId, fault } = upload;
  if (signal.aborted && mediaId !== null) {
    // What cannot be taken back now lies in the library.
    await deleteMedia(mediaId).catch(() => undefined);
  }
  signal.throwIfAborted();
  if (media === null || media.kind === "document" || media.kind === "sealed") throw new Refused(fault ?? "not_a_slide");
  return media.id;
};

// Messages with files: kept until every file is up, then handed to the conversation exactly once, open or not.
import { serverNow } from "#web/lib/clock.ts";
import type { Instead } from "#web/lib/live.ts";
import { drainOrphans } from "#web/lib/live-orphans.ts";
import { storeEntries } from "#web/lib/outbox.ts";
import type { UnsentMessage } from "#web/lib/outbox-database.ts";
import { readUpload } from "./media-api.ts";
import type { Upload } from "./upload-progress.ts";
import { isStillUnsent } from "./upload-records.ts";
import {
  addUnsent,
  cancelUnsent,
  currentUploads,
  leaveUnsent,
  livesWithThePage,
  onUploadsReady,
  openUploads,
} from "./uploads.ts";

type SendData = Record<string, unknown>;
type Sender = (data: SendData, instead: Instead) => void;

const senders = new Map<string, Sender>();
const handing = new Set<string>();

export type NewMessage = Pick<UnsentMessage, "user" | "conversation" | "text" | "replyTo" | "mentions">;

export const sendWithFiles = (message: NewMessage, uploads: readonly string[]): Promise<void> =>
  addUnsent({ ...message, id: crypto.randomUUID(), composedAt: Math.round(serverNow()) }, uploads);

const attachmentOf = async ({ media }: Upload) => {
  if (media === null) return null;
  return media.attachment ?? (await readUpload(media.id)).media.attachment;
};

const viaDoor = async ({ user, conversation, id }: UnsentMessage, data: SendData): Promise<void> => {
  const client = crypto.randomUUID().replaceAll("-", "");
  const entry = { n: 1, since: 0, floor: 1, log: null, name: "send", data };
  await storeEntries([{ entry: { ...entry, user, actor: conversation, client }, replaces: id }]);
  leaveUnsent(id);
  await drainOrphans(user, conversation, null);
};

const handOver = async (message: UnsentMessage, uploads: readonly Upload[]): Promise<void> => {
  const { id, user, conversation, text, replyTo, mentions, composedAt } = message;
  if (!livesWithThePage(id) && !(await isStillUnsent(user, id))) return leaveUnsent(id);
  const attachments = (await Promise.all(uploads.map(attachmentOf))).filter((one) => one !== null);
  const data = {
    body: { kind: "plain", text, ...(attachments.length === 0 ? {} : { attachments }) },
    composedAt,
    ...(replyTo === null ? {} : { replyTo }),
    ...(mentions.length === 0 ? {} : { mentions }),
  };
  const sender = senders.get(conversation);
  if (sender === undefined) return viaDoor(message, data);
  await new Promise<void>((stored) =>
    sender(data, {
      of: id,
      stored: () => {
        leaveUnsent(id);
        stored();
      },
    }),
  );
};

const alone = async (id: string, work: () => Promise<void>): Promise<void> => {
  if ("locks" in navigator) await navigator.locks.request(`unsent:${id}`, work);
  else await work();
};

/** Hands over every message whose files are all up; one that has nothing left to say is gone. */
const settle = (): void => {
  const { uploads, unsent } = currentUploads();
  for (const message of unsent) {
    const own = uploads.filter((upload) => upload.message === message.id);
    if (handing.has(message.id) || own.some(({ phase }) => phase !== "ready")) continue;
    handing.add(message.id);
    const done = () => void handing.delete(message.id);
    if (own.length === 0 && message.text === "") void cancelUnsent(message.id).finally(done);
    else void alone(message.id, () => handOver(message, own)).then(done, done);
  }
};
onUploadsReady(settle);
addEventListener("online", settle);

/** What this person was uploading, and what waits for it. */
export const goOn = (user: string): void => openUploads(user);

/** While a conversation is open here, it sends by itself, in the order of everything else it sends. */
export const takeSends = (conversation: string, sender: Sender): (() => void) => {
  senders.set(conversation, sender);
  settle();
  return () => {
    if (senders.get(conversation) === sender) senders.delete(conversation);
  };
};

// Media: what is uploaded, how it is announced, shown, listed and attached.
import { z } from "zod";
import { ConversationId, DeckId, MediaId, RoomId } from "./ids.ts";
import { MAX_DURATION_MS, MAX_FILE_NAME, MAX_MEDIA_BYTES, MAX_URLS_AT_ONCE, WAVEFORM_BARS } from "./media-limits.ts";

/** As the bytes say; neither name nor header is asked. */
export const MediaType = z.enum([
  "image/jpeg",
  "image/png",
  "image/apng",
  "image/gif",
  "image/webp",
  "image/avif",
  "video/mp4",
  "video/webm",
  "audio/mp4",
  "audio/x-m4a",
  "audio/mpeg",
  "audio/ogg",
  "audio/wav",
  "application/pdf",
]);
export type MediaType = z.infer<typeof MediaType>;

/** `sealed`: encrypted before it came; nobody here knows what it is, and it is never shown inline. */
export const MediaKind = z.enum(["image", "video", "audio", "document", "sealed"]);
export type MediaKind = z.infer<typeof MediaKind>;

/** `uploading` → `checking` → `ready` or `refused`. Nothing is served before `ready`. */
export const MediaStatus = z.enum(["uploading", "checking", "ready", "refused"]);
export type MediaStatus = z.infer<typeof MediaStatus>;

export const RefusalReason = z.enum([
  /** Not on the list of types. */
  "type_not_allowed",
  /** The bytes are not what was announced. */
  "digest_mismatch",
  /** It ends too soon, or does not hold what it says. */
  "damaged",
  /** More pixels, a longer side or more frames than anybody decodes. */
  "too_many_pixels",
  /** Larger than its kind may be. */
  "too_large",
  /** It could not be checked, several times. */
  "failed",
]);
export type RefusalReason = z.infer<typeof RefusalReason>;

/** `original` is what was uploaded, cleaned; `preview` fits 1600 px, `thumb` 480 px, both WebP; `poster` stands for a film. */
export const MediaVariant = z.enum(["original", "preview", "thumb", "poster"]);
export type MediaVariant = z.infer<typeof MediaVariant>;

/** SHA-256 in lower-case hex. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const FileName = z
  .string()
  .trim()
  .min(1)
  .max(MAX_FILE_NAME)
  // oxlint-disable-next-line no-control-regex
  .regex(/^[^\u0000-\u001f\u007f/\\]+$/, "no control characters and no slashes");
const Side = z.int().min(1).max(100_000);
const Duration = z.int().min(0).max(MAX_DURATION_MS);
/** Loudness from 0 to 255, evenly over the whole length. */
const Waveform = z.array(z.int().min(0).max(255)).min(1).max(WAVEFORM_BARS);

export const CreateMedia = z.strictObject({
  name: FileName,
  bytes: z.int().min(1).max(MAX_MEDIA_BYTES),
  sha256: Sha256,
  sealed: z.boolean().optional(),
  /** Gone after a day, unless it is attached to something by then. */
  temporary: z.boolean().optional(),
  /** What only a player knows; what the file itself says wins. */
  durationMs: Duration.optional(),
  waveform: Waveform.optional(),
});
export type CreateMedia = z.infer<typeof CreateMedia>;

/** What a message carries of a file: enough to lay out its place before a byte of it is here. */
const described = {
  id: MediaId,
  kind: MediaKind,
  type: z.string().max(60),
  name: z.string().max(MAX_FILE_NAME),
  bytes: z.int().min(1),
  width: Side.nullable(),
  height: Side.nullable(),
  durationMs: Duration.nullable(),
  /** ThumbHash in base64. */
  placeholder: z.string().max(60).nullable(),
  waveform: Waveform.nullable(),
};
export const AttachedMedia = z.strictObject(described).meta({ id: "AttachedMedia" });
export type AttachedMedia = z.infer<typeof AttachedMedia>;
/** The same as its owner sends it: `proof` says that this server described it so, to this person. */
export const Attachment = z.strictObject({ ...described, proof: z.string().max(64) }).meta({ id: "Attachment" });
export type Attachment = z.infer<typeof Attachment>;

/** Files of a message that says nothing else, for whoever sees a line of it only. `file`: also kinds that differ. */
export const AttachedSummary = z.object({
  kind: z.enum(["picture", "film", "voice", "sound", "file"]),
  count: z.int().min(1),
  /** Of one that is best told by it. */
  name: z.string().nullable(),
  durationMs: z.int().nullable(),
});
export type AttachedSummary = z.infer<typeof AttachedSummary>;

export const MediaView = z
  .object({
    id: MediaId,
    status: MediaStatus,
    /** Why it is `refused`. */
    reason: RefusalReason.nullable(),
    kind: MediaKind.nullable(),
    type: z.string().nullable(),
    name: z.string(),
    /** What counts against the quota: everything stored of it. */
    bytes: z.int(),
    /** As shown: which way up is taken into account. */
    width: z.int().nullable(),
    height: z.int().nullable(),
    frames: z.int().nullable(),
    durationMs: z.int().nullable(),
    placeholder: z.string().nullable(),
    waveform: z.array(z.int()).nullable(),
    variants: z.array(MediaVariant),
    sealed: z.boolean(),
    createdAt: z.int(),
    /** Epoch ms; null: it stays. */
    expiresAt: z.int().nullable(),
    /** Put this into a message. Only of what is ready, only to its owner. */
    attachment: Attachment.nullable(),
  })
  .meta({ id: "Media" });
export type MediaView = z.infer<typeof MediaView>;

/** How to send it: `partBytes` null is one PUT to `/content`; else `parts` PUTs to `/parts/{1…parts}`, in any order. */
export const UploadPlan = z
  .object({ partBytes: z.int().nullable(), parts: z.int(), expiresAt: z.int() })
  .meta({ id: "UploadPlan" });
export type UploadPlan = z.infer<typeof UploadPlan>;

export const CreatedMedia = z.object({ media: MediaView, upload: UploadPlan });
export const OneMedia = z.object({ media: MediaView });
/** What has arrived, for whoever comes back after a reload. */
export const UploadState = z
  .object({ media: MediaView, upload: UploadPlan, received: z.array(z.int()), receivedBytes: z.int() })
  .meta({ id: "UploadState" });

export const MediaPlace = z.union([ConversationId, RoomId]);
export type MediaPlace = z.infer<typeof MediaPlace>;

export const SignUrls = z.strictObject({
  items: z
    .array(z.strictObject({ id: MediaId, variant: MediaVariant }))
    .min(1)
    .max(MAX_URLS_AT_ONCE),
});
export type SignUrls = z.infer<typeof SignUrls>;

export const SignedUrl = z
  .object({ id: MediaId, variant: MediaVariant, url: z.string(), type: z.string(), bytes: z.int(), expiresAt: z.int() })
  .meta({ id: "SignedUrl" });
export type SignedUrl = z.infer<typeof SignedUrl>;
/** `refused`: not there, not ready, without that variant, or not for this person; which of them is not said. */
export const SignedUrls = z.object({
  items: z.array(SignedUrl),
  refused: z.array(z.object({ id: MediaId, variant: MediaVariant })),
});

const UsedIn = z.object({
  kind: z.enum(["conversation", "room", "deck"]),
  id: z.union([ConversationId, RoomId, DeckId]),
  /** As its owner calls it: a direct conversation by the other's name; null where it has none. */
  title: z.string().nullable(),
});
/** Where one's own file lies. `elsewhere` counts places one has left: others may still see it there. */
export const MediaUses = z.object({ items: z.array(UsedIn), elsewhere: z.int() }).meta({ id: "MediaUses" });
export type MediaUses = z.infer<typeof MediaUses>;

export const MediaUsage = z
  .object({ usedBytes: z.int(), quotaBytes: z.int(), files: z.int() })
  .meta({ id: "MediaUsage" });
export type MediaUsage = z.infer<typeof MediaUsage>;

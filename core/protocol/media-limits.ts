// Every limit of media in one place; the rules read them without the schemas.

/** Read before anything is decoded. */
export const MAX_IMAGE_SIDE = 12_000;
export const MAX_IMAGE_PIXELS = 40_000_000;
export const MAX_IMAGE_FRAMES = 200;

/** Up to here in one request; larger files come in parts. */
export const MAX_DIRECT_BYTES = 8 * 1024 * 1024;
/** Every part but the last is this long: resumable at this grain, and above R2's least of 5 MiB. */
export const PART_BYTES = 8 * 1024 * 1024;
export const MAX_MEDIA_BYTES = 1024 * 1024 * 1024;
export const MAX_IMAGE_BYTES = 32 * 1024 * 1024;
export const MAX_AUDIO_BYTES = 256 * 1024 * 1024;
export const MAX_DOCUMENT_BYTES = 128 * 1024 * 1024;
export const MAX_POSTER_BYTES = 4 * 1024 * 1024;

/** Everything one person keeps; what is being uploaded counts with its announced size. */
export const QUOTA_BYTES = 5 * 1024 * 1024 * 1024;
export const GUEST_QUOTA_BYTES = 100 * 1024 * 1024;
export const MAX_OPEN_UPLOADS = 50;

/** An upload nobody finished, a refused file, and a temporary one that was attached nowhere. */
export const UPLOAD_LIFETIME_MS = 24 * 60 * 60_000;
export const REFUSED_LIFETIME_MS = 24 * 60 * 60_000;
export const TEMPORARY_LIFETIME_MS = 24 * 60 * 60_000;

/** A signed address holds for one to two of these; the same person gets the same one meanwhile, so caches hit. */
export const MEDIA_URL_STEP_MS = 15 * 60_000;
export const MAX_URLS_AT_ONCE = 100;

export const MAX_DURATION_MS = 24 * 60 * 60_000;
export const WAVEFORM_BARS = 128;
export const MAX_FILE_NAME = 200;
export const MAX_ATTACHMENTS = 10;

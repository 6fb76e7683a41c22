// Where the bytes of a file lie in the bucket. What has not been checked lies apart and is served by nobody.
import type { MediaId } from "#core/protocol/ids.ts";
import type { MediaVariant } from "#core/protocol/media.ts";

export const quarantineKey = (id: MediaId): string => `quarantine/${id}`;
export const folderOf = (id: MediaId): string => `media/${id}/`;
export const variantKey = (id: MediaId, variant: MediaVariant): string => `${folderOf(id)}${variant}`;

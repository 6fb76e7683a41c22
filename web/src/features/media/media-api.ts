// Files over HTTP: announcing, what has arrived, the library, addresses; the bytes themselves go by `put-bytes.ts`.
import type { MediaKind, MediaVariant } from "#core/protocol/media.ts";
import { api, type BodyFor, type MediaView, type Schemas } from "#web/lib/api.ts";

export type { MediaView } from "#web/lib/api.ts";
export type UploadPlan = Schemas["UploadPlan"];
export type SignedUrl = Schemas["SignedUrl"];

export const announce = (body: BodyFor<"post", "/media">, once: string) => api("post", "/media", { body, once });

export const readUpload = (id: string) => api("get", "/media/{id}", { path: { id } });

export const completeUpload = (id: string) => api("post", "/media/{id}/complete", { path: { id } });

export const deleteMedia = (id: string) => api("delete", "/media/{id}", { path: { id } });

export const listMedia = (kind: MediaKind | null, cursor: string | null) =>
  api("get", "/media", {
    query: { limit: 30, ...(kind === null ? {} : { kind }), ...(cursor === null ? {} : { cursor }) },
  });

export const readUsage = () => api("get", "/me/media-usage");

export const readUses = (id: string) => api("get", "/media/{id}/uses", { path: { id } });

export type Wanted = { readonly id: string; readonly variant: MediaVariant };
export const signUrls = (items: readonly Wanted[]) =>
  api("post", "/media/urls", { body: { items: items.map(({ id, variant }) => ({ id, variant })) } });

export const isUp = (media: MediaView | null): boolean => media?.status === "ready";

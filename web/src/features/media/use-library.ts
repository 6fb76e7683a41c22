// One's own files by kind and the room they take; what has just gone up joins them.
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo } from "react";
import type { MediaKind } from "#core/protocol/media.ts";
import { renew } from "#web/lib/renew.ts";
import { failureText } from "#web/messages/failures.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { useMediaWords } from "#web/messages/media.ts";
import { showToast } from "#web/ui/Toasts.tsx";
import { isApiError } from "#web/lib/http.ts";
import { useUndoable } from "#web/ui/use-undoable.ts";
import { deleteMedia, listMedia, type MediaView, readUsage } from "./media-api.ts";
import { leaveUpload, openUploads, useUploads } from "./uploads.ts";

const MEDIA = ["media"] as const;

export const useLibrary = (user: string, kind: MediaKind | null) => {
  const client = useQueryClient();
  const { t: words } = useLocale();
  const t = useMediaWords();
  const usage = useQuery({ queryKey: [...MEDIA, "usage"], queryFn: readUsage });
  const list = useInfiniteQuery({
    queryKey: [...MEDIA, "list", kind ?? "all"],
    queryFn: ({ pageParam }) => listMedia(kind, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

  const { uploads } = useUploads();
  const uploading = uploads.filter(({ conversation }) => conversation === null);
  useEffect(() => openUploads(user), [user]);
  const arrived = uploading.find(({ phase }) => phase === "ready")?.id;
  useEffect(() => {
    if (arrived === undefined) return;
    void leaveUpload(arrived).then(() => renew(client, MEDIA));
  }, [arrived, client]);

  const drop = useCallback(
    async (id: string) => {
      try {
        await deleteMedia(id);
      } catch (error) {
        if (!isApiError(error, "not_found")) showToast(`${t.notDeleted} ${failureText(error, words)}`);
      }
      await renew(client, MEDIA);
    },
    [client, t, words],
  );
  const { waiting, begin } = useUndoable(drop);
  const remove = ({ id, name }: MediaView) => begin(id, t.deleted(name));

  const items = useMemo(() => {
    const known = new Set(uploading.map(({ mediaId }) => mediaId));
    return (list.data?.pages ?? [])
      .flatMap((page) => page.items)
      .filter(({ id }) => !waiting.has(id) && !known.has(id));
  }, [list.data, waiting, uploading]);
  return { usage, list, items, uploading, remove };
};

// Where a file of one's own lies, each a way there.
import { useQuery } from "@tanstack/react-query";
import { MessageCircle, PanelsTopLeft, Timer } from "lucide-react";
import { Link } from "react-router";
import { useMediaWords } from "#web/messages/media.ts";
import { Dialog } from "#web/ui/Dialog.tsx";
import { LoadFailure } from "#web/ui/Notice.tsx";
import { RowSkeletons } from "#web/ui/Skeleton.tsx";
import { type MediaView, readUses } from "./media-api.ts";

const PLACES = {
  conversation: { icon: MessageCircle, path: "/messages" },
  room: { icon: Timer, path: "/rooms" },
  deck: { icon: PanelsTopLeft, path: "/decks" },
} as const;

export const UsesDialog = ({ media, onClose }: { media: MediaView; onClose: () => void }) => {
  const t = useMediaWords();
  const uses = useQuery({ queryKey: ["media", "uses", media.id], queryFn: () => readUses(media.id), staleTime: 0 });
  const { data } = uses;
  return (
    <Dialog title={t.usedIn} open onClose={onClose}>
      <p className="truncate text-ink-2">{media.name}</p>
      {data === undefined && uses.isError && <LoadFailure error={uses.error} retry={() => void uses.refetch()} />}
      {data === undefined && !uses.isError && <RowSkeletons rows={2} />}
      {data !== undefined && data.items.length === 0 && data.elsewhere === 0 && <p>{t.usedNowhere}</p>}
      {data !== undefined && (
        <ul className="people-list -mx-2">
          {data.items.map(({ kind, id, title }) => {
            const { icon: Icon, path } = PLACES[kind];
            return (
              <li key={id}>
                <Link className="person-row hover:bg-hover" to={`${path}/${id}`}>
                  <Icon className="icon text-ink-3" />
                  <span className="truncate">{title ?? t.unnamedPlace[kind]}</span>
                </Link>
              </li>
            );
          })}
        </ul>
      )}
      {data !== undefined && data.elsewhere > 0 && (
        <p className="text-sm text-ink-2">{t.usedElsewhere(data.elsewhere)}</p>
      )}
    </Dialog>
  );
};

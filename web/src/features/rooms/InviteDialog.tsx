// The link that lets others in: shown, copied, shared; a new one is made where the room has none to show.
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Visibility } from "#core/protocol/rooms.ts";
import { failureText } from "#web/messages/failures.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { Button } from "#web/ui/Button.tsx";
import { Dialog } from "#web/ui/Dialog.tsx";
import { Banner } from "#web/ui/Notice.tsx";
import { ShareLink } from "#web/ui/ShareLink.tsx";
import { Skeleton } from "#web/ui/Skeleton.tsx";
import { roomDoorQuery } from "./room-queries.ts";
import { createInvite } from "./rooms-api.ts";

export const InviteDialog = ({
  roomId,
  visibility,
  onClose,
}: {
  roomId: string;
  visibility: Visibility;
  onClose: () => void;
}) => {
  const { t, format } = useLocale();
  const door = useQuery(roomDoorQuery(roomId));
  const [key] = useState(() => crypto.randomUUID());
  const invite = useMutation({ mutationFn: () => createInvite(roomId, key) });
  const url = invite.data?.joinUrl ?? door.data?.joinUrl ?? null;
  return (
    <Dialog title={t.room.inviteTitle} open onClose={onClose}>
      <p className="text-ink-2">{visibility === "private" ? t.room.inviteTextPrivate : t.room.inviteText}</p>
      {invite.isError && <Banner tone="bad">{failureText(invite.error, t)}</Banner>}
      {url !== null ? (
        <>
          <ShareLink url={url} />
          {invite.data !== undefined && (
            <p className="text-xs text-ink-3">{t.room.inviteEnds(format.moment(invite.data.expiresAt))}</p>
          )}
        </>
      ) : door.isPending ? (
        <Skeleton height={40} />
      ) : (
        <div className="actions">
          <Button look="ink" busy={invite.isPending} onClick={() => invite.mutate()}>
            {t.room.newInvite}
          </Button>
        </div>
      )}
    </Dialog>
  );
};

// What somebody without a seat is told in a room whose seats are all taken, and the way to one that has become free.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { isApiError } from "#web/lib/http.ts";
import { renew } from "#web/lib/renew.ts";
import { failureText } from "#web/messages/failures.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { Button } from "#web/ui/Button.tsx";
import { Banner } from "#web/ui/Notice.tsx";
import { showToast } from "#web/ui/Toasts.tsx";
import { joinRoom } from "./rooms-api.ts";

export const ListeningNote = ({ roomId }: { roomId: string }) => {
  const { t } = useLocale();
  const cache = useQueryClient();
  const [busy, setBusy] = useState(false);
  const takeSeat = async () => {
    setBusy(true);
    try {
      await joinRoom({ roomId });
      // The room sends this page's connection back to come again as a member's; the note goes with what arrives then.
      await renew(cache, ["rooms"]);
    } catch (error) {
      showToast(isApiError(error, "room_full") ? t.join.full : failureText(error, t));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="mx-auto w-full max-w-[720px]">
      <Banner
        tone="calm"
        action={
          <Button busy={busy} onClick={() => void takeSeat()}>
            {t.room.takeSeat}
          </Button>
        }
      >
        {t.room.listening}
      </Banner>
    </div>
  );
};

// A link to give away: shown whole, copied, or handed to the device's own share sheet.
import { Copy, Share2 } from "lucide-react";
import { useLocale } from "#web/messages/locale.tsx";
import { Button } from "./Button.tsx";
import { Field } from "./Field.tsx";
import { showToast } from "./Toasts.tsx";

export const canShare = (): boolean => "share" in navigator;

/** Closing the share sheet without sharing is no failure. */
export const shareLink = (url: string): void => void navigator.share({ url }).catch(() => undefined);

export const useCopy = () => {
  const { t } = useLocale();
  return async (text: string) => {
    await navigator.clipboard.writeText(text);
    showToast(t.copied);
  };
};

export const ShareLink = ({ url }: { url: string }) => {
  const { t } = useLocale();
  const copy = useCopy();
  return (
    <>
      <Field label={t.room.inviteLink} readOnly value={url} onFocus={(event) => event.target.select()} />
      <div className="actions">
        {canShare() && (
          <Button onClick={() => shareLink(url)}>
            <Share2 className="icon s" />
            {t.room.share}
          </Button>
        )}
        <Button look="ink" onClick={() => void copy(url)}>
          <Copy className="icon s" />
          {t.room.copyLink}
        </Button>
      </div>
    </>
  );
};

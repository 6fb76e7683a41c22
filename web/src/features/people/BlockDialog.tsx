// Blocking is asked once: it closes things for both at once.
import { useLocale } from "#web/messages/locale.tsx";
import { useTalk } from "#web/messages/talk.ts";
import { Button } from "#web/ui/Button.tsx";
import { Dialog } from "#web/ui/Dialog.tsx";
import { useBlocking } from "./use-blocking.ts";

export const BlockConfirm = ({ id, name, onDone }: { id: string; name: string; onDone: () => void }) => {
  const t = useTalk();
  const { t: words } = useLocale();
  const blocking = useBlocking();
  return (
    <>
      <p className="text-ink-2">{t.blockText}</p>
      <div className="actions">
        <Button onClick={onDone}>{words.cancel}</Button>
        <Button
          look="danger"
          busy={blocking.isPending}
          onClick={() => blocking.mutate({ id, name, on: true }, { onSuccess: onDone })}
        >
          {t.block(name)}
        </Button>
      </div>
    </>
  );
};

export const BlockDialog = ({ id, name, onClose }: { id: string; name: string; onClose: () => void }) => {
  const t = useTalk();
  return (
    <Dialog title={t.block(name)} open onClose={onClose}>
      <BlockConfirm id={id} name={name} onDone={onClose} />
    </Dialog>
  );
};

// What can be done with the message one points at: react, reply, and the rest behind a menu.
import { Ellipsis, Reply, SmilePlus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { FoldedMessage } from "#core/protocol/conversations.ts";
import { useTalk } from "#web/messages/talk.ts";
import { Button } from "#web/ui/Button.tsx";
import { Menu, type MenuEntry } from "#web/ui/Menu.tsx";
import { showToast } from "#web/ui/Toasts.tsx";

const EmojiPicker = lazy(() => import("./EmojiPicker.tsx").then((module) => ({ default: module.EmojiPicker })));

export type MessageDoings = {
  readonly reply: (message: FoldedMessage) => void;
  readonly edit: (message: FoldedMessage) => void;
  readonly remove: (message: FoldedMessage) => void;
  readonly pin: (message: FoldedMessage, on: boolean) => void;
  readonly react: (seq: number, emoji: string, on: boolean) => void;
};

type MessageActionsProps = {
  readonly message: FoldedMessage;
  readonly own: boolean;
  readonly pinned: boolean;
  readonly mayModerate: boolean;
  /** In a conversation of two everybody removes only what they said. */
  readonly mayRemoveOthers: boolean;
  readonly doings: MessageDoings;
};

export const MessageActions = ({ message, own, pinned, mayModerate, mayRemoveOthers, doings }: MessageActionsProps) => {
  const t = useTalk();
  const [anchor, setAnchor] = useState<Element | null>(null);
  const { body } = message;
  if (body === null) return null;
  const copy = async () => {
    if (body.kind !== "plain") return;
    await navigator.clipboard.writeText(body.text);
    showToast(t.copied);
  };
  const entries: MenuEntry[] = [
    ...(body.kind === "plain" && body.text !== "" ? [{ key: "copy", label: t.copy, run: () => void copy() }] : []),
    ...(own ? [{ key: "edit", label: t.edit, run: () => doings.edit(message) }] : []),
    ...(mayModerate ? [{ key: "pin", label: pinned ? t.unpin : t.pin, run: () => doings.pin(message, !pinned) }] : []),
    ...(own || mayRemoveOthers
      ? [{ key: "remove", label: t.remove, danger: true, run: () => doings.remove(message) }]
      : []),
  ];
  return (
    <div className="msg-actions" role="group" aria-label={t.actions}>
      <Button
        look="quiet"
        iconOnly
        aria-label={t.react}
        onClick={(event) => setAnchor(anchor === null ? event.currentTarget : null)}
      >
        <SmilePlus className="icon s" />
      </Button>
      <Button look="quiet" iconOnly aria-label={t.reply} onClick={() => doings.reply(message)}>
        <Reply className="icon s rtl:-scale-x-100" />
      </Button>
      <Menu label={t.menu} icon={<Ellipsis className="icon s" />} entries={entries} />
      {anchor !== null && (
        <Suspense fallback={null}>
          <EmojiPicker
            anchor={anchor}
            choose={(emoji) => doings.react(message.seq, emoji, true)}
            onClose={() => setAnchor(null)}
          />
        </Suspense>
      )}
    </div>
  );
};

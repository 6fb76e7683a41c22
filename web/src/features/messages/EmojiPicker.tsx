// The emoji picker: a kept library, its data served from here, its look ours.
import { Popover } from "@base-ui/react/popover";
import { EmojiPicker as Frimousse } from "frimousse";
import { useLocale } from "#web/messages/locale.tsx";
import { useTalk } from "#web/messages/talk.ts";

const COLUMNS = 8;

export const EmojiPicker = ({
  anchor,
  choose,
  onClose,
}: {
  anchor: Element;
  choose: (emoji: string) => void;
  onClose: () => void;
}) => {
  const t = useTalk();
  const { language, t: words } = useLocale();
  return (
    <Popover.Root open onOpenChange={(open) => !open && onClose()}>
      <Popover.Portal>
        <Popover.Positioner className="overlay-positioner" anchor={anchor} side="top" align="start" sideOffset={8}>
          <Popover.Popup className="popover emoji-popover" aria-label={t.addReaction}>
            <Frimousse.Root
              className="emoji-root"
              columns={COLUMNS}
              locale={language}
              emojibaseUrl={`${location.origin}/emoji`}
              onEmojiSelect={({ emoji }) => {
                choose(emoji);
                onClose();
              }}
            >
              <Frimousse.Search className="input mb-2" aria-label={t.emojiSearch} placeholder={t.emojiSearch} />
              <Frimousse.Viewport>
                <Frimousse.Loading className="p-2 text-sm text-ink-3">{words.loading}</Frimousse.Loading>
                <Frimousse.Empty className="p-2 text-sm text-ink-2">{t.emojiNone}</Frimousse.Empty>
                <Frimousse.List />
              </Frimousse.Viewport>
            </Frimousse.Root>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
};

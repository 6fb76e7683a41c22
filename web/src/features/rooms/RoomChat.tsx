// The room's chat: keeps to its end while one is at the end, and stays where one reads otherwise.
import { useLayoutEffect, useRef, useState } from "react";
import { useLocale } from "#web/messages/locale.tsx";
import { Composer } from "#web/ui/Composer.tsx";
import { OtherMessage, OwnMessage } from "#web/ui/Message.tsx";
import type { ChatItem } from "./room-view.ts";

const NEAR_END_PX = 48;
/** In characters; the server counts 16 KiB of bytes, four of which one character can have. */
const MAX_MESSAGE = 4_000;

/** Kept over a reload, for this tab. */
const useDraft = (key: string) => {
  const [text, setText] = useState(() => sessionStorage.getItem(key) ?? "");
  const write = (next: string) => {
    setText(next);
    if (next === "") sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, next);
  };
  return [text, write] as const;
};

type RoomChatProps = {
  readonly roomId: string;
  readonly items: readonly ChatItem[];
  readonly closes: string | null;
  readonly waitingWord: string;
  /** null for who only listens. */
  readonly say: ((text: string) => void) | null;
};

export const RoomChat = ({ roomId, items, closes, waitingWord, say }: RoomChatProps) => {
  const { t } = useLocale();
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const last = items.at(-1);
  const [draft, writeDraft] = useDraft(`lockstep.draft.${roomId}`);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element !== null && (atEnd.current || last?.own === true)) element.scrollTop = element.scrollHeight;
  }, [last?.key, last?.own]);

  return (
    <section className="chat" aria-label={t.room.chat}>
      <div className="section-head">
        <h2 className="section-title">{t.room.chat}</h2>
        {closes !== null && <span className="text-xs text-ink-3 tabular">{closes}</span>}
      </div>
      <div
        ref={scroller}
        className="chat-scroll"
        role="log"
        aria-label={t.room.chat}
        tabIndex={0}
        onScroll={({ currentTarget }) => {
          atEnd.current =
            currentTarget.scrollHeight - currentTarget.scrollTop - currentTarget.clientHeight < NEAR_END_PX;
        }}
      >
        <div className="timeline">
          {items.length === 0 && <p className="text-ink-3">{t.room.chatEmpty}</p>}
          {items.map((item) =>
            item.own ? (
              <OwnMessage
                key={item.key}
                text={item.text}
                at={item.at}
                more={item.more}
                last={item.lastOfRun}
                waiting={item.waiting ? waitingWord : null}
              />
            ) : (
              <OtherMessage
                key={item.key}
                user={item.user}
                name={item.name}
                text={item.text}
                at={item.at}
                more={item.more}
              />
            ),
          )}
        </div>
      </div>
      {say !== null && (
        <Composer
          label={t.room.say}
          sendLabel={t.room.send}
          value={draft}
          onWrite={writeDraft}
          maxLength={MAX_MESSAGE}
          onSend={(text) => {
            writeDraft("");
            say(text);
          }}
        />
      )}
    </section>
  );
};

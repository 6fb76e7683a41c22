// A line of the inbox: who, when, what was said last or is half written, how much is unread.
import { AtSign } from "lucide-react";
import { memo } from "react";
import { Link } from "react-router";
import { attachedText } from "#web/features/media/attached-text.ts";
import { useDraft } from "#web/lib/drafts.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { useMediaWords } from "#web/messages/media.ts";
import { useTalk } from "#web/messages/talk.ts";
import { Face } from "#web/ui/Face.tsx";
import { useDayWords } from "./day-words.ts";
import { useInbox } from "./inbox-store.ts";
import type { Thread } from "./thread-view.ts";

const Words = ({ thread, self, draft }: { thread: Thread; self: string; draft: string }) => {
  const t = useTalk();
  const { lines } = useMediaWords();
  const { last, kind } = thread;
  if (draft.trim() !== "") {
    return (
      <>
        <span className="draft">{t.draft}</span> {draft}
      </>
    );
  }
  if (last === null) return null;
  const text =
    last.kind === "removed"
      ? t.removed
      : last.kind === "sealed"
        ? t.sealed
        : last.text || (last.attached === undefined ? "" : attachedText(last.attached, lines));
  if (last.user === self) return t.youSaid(text);
  return kind === "group" && last.name !== null ? t.saidBy(last.name.split(" ")[0] ?? last.name, text) : text;
};

export const ThreadRow = memo(({ thread, self, current }: { thread: Thread; self: string; current: boolean }) => {
  const t = useTalk();
  const { format } = useLocale();
  const { short } = useDayWords();
  const { people } = useInbox();
  const kept = useDraft(self, thread.id);
  // What one is writing at this moment is in front of one's eyes already.
  const draft = current ? "" : kept;
  const online = thread.other !== null && people.get(thread.other)?.online === true;
  return (
    <Link
      className={thread.unread > 0 ? "thread unread-row" : "thread"}
      to={`/messages/${thread.id}`}
      aria-current={current ? "page" : undefined}
      data-thread={thread.id}
    >
      <Face
        id={thread.faceOf}
        name={thread.name}
        size={44}
        {...(online ? { presence: "here" as const, presenceLabel: t.online } : {})}
      />
      <span className="name truncate">{thread.name}</span>
      <time dateTime={new Date(thread.activeAt).toISOString()} title={format.moment(thread.activeAt)}>
        {short(thread.activeAt)}
      </time>
      <span className="last truncate">
        <Words thread={thread} self={self} draft={draft} />
      </span>
      {thread.unread > 0 ? (
        <span className="marks">
          {thread.named > 0 && <AtSign className="icon xs" role="img" aria-label={t.named} />}
          <span className="count">
            <span aria-hidden="true">{thread.unread >= 99 ? "99+" : thread.unread}</span>
            <span className="sr-only">{t.unread(thread.unread)}</span>
          </span>
        </span>
      ) : (
        <span />
      )}
    </Link>
  );
});

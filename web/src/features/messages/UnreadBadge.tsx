// How many conversations wait, beside the navigation's entry. Fetched with the app, not with the first page.
import { useTalk } from "#web/messages/talk.ts";
import { useInbox, waitingCount } from "./inbox-store.ts";

export const UnreadBadge = () => {
  const t = useTalk();
  const waiting = waitingCount(useInbox());
  if (waiting === 0) return null;
  return (
    <span className="count">
      <span aria-hidden="true">{waiting}</span>
      <span className="sr-only">{t.conversationsWaiting(waiting)}</span>
    </span>
  );
};

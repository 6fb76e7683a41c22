// How many conversations wait, beside the navigation's entry. Fetched with the app, not with the first page.
import { useEffect } from "react";
import { currentUser } from "#web/lib/session.ts";
import { useTalk } from "#web/messages/talk.ts";
import { useInbox, waitingCount } from "./inbox-store.ts";

export const UnreadBadge = () => {
  const t = useTalk();
  const waiting = waitingCount(useInbox());
  const user = currentUser()?.id;
  // What earlier pages were uploading goes on, wherever one is now; fetched when there is time for it.
  useEffect(() => {
    if (user !== undefined) void import("#web/features/media/unsent.ts").then(({ goOn }) => goOn(user));
  }, [user]);
  if (waiting === 0) return null;
  return (
    <span className="count">
      <span aria-hidden="true">{waiting}</span>
      <span className="sr-only">{t.conversationsWaiting(waiting)}</span>
    </span>
  );
};

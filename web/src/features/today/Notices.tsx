// What one was told since last time, and what a guest should know; each goes away when dismissed.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import type { Schemas, User } from "#web/lib/api.ts";
import { renew } from "#web/lib/renew.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { listNotifications, readNotification } from "#web/features/accounts/me-api.ts";
import { Button } from "#web/ui/Button.tsx";
import { ButtonLink } from "#web/ui/ButtonLink.tsx";
import { Banner } from "#web/ui/Notice.tsx";

const Told = ({
  notice,
  todayOn,
  todayKept,
}: {
  notice: Schemas["Notification"];
  todayOn: string | null;
  todayKept: boolean;
}) => {
  const { t, format } = useLocale();
  const cache = useQueryClient();
  const dismiss = useMutation({
    mutationFn: () => readNotification(notice.id),
    onSettled: () => renew(cache, ["notifications"]),
  });
  const on = typeof notice.data.on === "string" ? notice.data.on : null;
  // A reminder that came true by itself, or whose day is over, has nothing left to say.
  if (notice.kind === "streak_reminder" && (on === null || on !== todayOn || todayKept)) return null;
  return (
    <Banner
      tone={notice.kind === "session_reuse" ? "bad" : "calm"}
      action={
        <Button
          look="quiet"
          iconOnly
          aria-label={t.today.dismiss}
          busy={dismiss.isPending}
          onClick={() => dismiss.mutate()}
        >
          <X className="icon s" />
        </Button>
      }
    >
      {notice.kind === "session_reuse" ? t.today.reuse : t.today.reminder(format.date(on ?? ""))}
    </Banner>
  );
};

export const Notices = ({ user, todayOn, todayKept }: { user: User; todayOn: string | null; todayKept: boolean }) => {
  const { t } = useLocale();
  const { data } = useQuery({ queryKey: ["notifications"], queryFn: listNotifications });
  const unread = data?.items.filter(({ readAt }) => readAt === null) ?? [];
  if (unread.length === 0 && user.role !== "guest") return null;
  return (
    <div className="mb-6 grid gap-2">
      {unread.map((notice) => (
        <Told key={notice.id} notice={notice} todayOn={todayOn} todayKept={todayKept} />
      ))}
      {user.role === "guest" && (
        <Banner
          tone="calm"
          action={
            <ButtonLink look="quiet" className="text-ink" to="/register">
              {t.today.keepIt}
            </ButtonLink>
          }
        >
          {t.today.guestNotice}
        </Banner>
      )}
    </div>
  );
};

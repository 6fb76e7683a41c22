import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { MonitorSmartphone } from "lucide-react";
import { renew } from "#web/lib/renew.ts";
import { failureText } from "#web/messages/failures.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { listSessions, revokeSession } from "#web/features/accounts/me-api.ts";
import { Button } from "#web/ui/Button.tsx";
import { LoadFailure } from "#web/ui/Notice.tsx";
import { RowSkeletons } from "#web/ui/Skeleton.tsx";
import { showToast } from "#web/ui/Toasts.tsx";

export const SessionSettings = () => {
  const { t, format } = useLocale();
  const cache = useQueryClient();
  const { data: sessions, error, refetch } = useQuery({ queryKey: ["sessions"], queryFn: listSessions });
  const revoke = useMutation({
    mutationFn: (ids: readonly string[]) => Promise.all(ids.map(revokeSession)),
    onSuccess: () => showToast(t.settings.signedOutDevice),
    onError: (cause) => showToast(failureText(cause, t)),
    onSettled: () => renew(cache, ["sessions"]),
  });
  if (sessions === undefined)
    return error === null ? (
      <RowSkeletons rows={2} faces={false} />
    ) : (
      <LoadFailure error={error} retry={() => void refetch()} />
    );
  const others = sessions.filter(({ current }) => !current);
  return (
    <div className="grid grid-cols-1 max-w-[560px] gap-6">
      <ul className="list [--inset:36px]">
        {sessions.map(({ id, device, current, lastUsedAt }) => (
          <li key={id} className="row min-h-16 py-2">
            <MonitorSmartphone className="icon text-ink-3" />
            <span className="grow">
              <span className="block truncate font-medium">{device}</span>
              <span className="block truncate text-ink-2">
                {current ? t.settings.thisDevice : t.settings.lastUsed(format.when(lastUsedAt))}
              </span>
            </span>
            {!current && (
              <Button
                aria-label={t.settings.signOutDevice(device)}
                busy={revoke.isPending}
                onClick={() => revoke.mutate([id])}
              >
                {t.accounts.signOut}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {others.length > 1 && (
        <Button
          className="justify-self-start"
          busy={revoke.isPending}
          onClick={() => revoke.mutate(others.map(({ id }) => id))}
        >
          {t.settings.signOutOthers}
        </Button>
      )}
    </div>
  );
};

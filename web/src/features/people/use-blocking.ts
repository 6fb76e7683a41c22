// Blocks and unblocks; every page that hides or closes something because of it follows.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { renew } from "#web/lib/renew.ts";
import { failureText } from "#web/messages/failures.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { useTalk } from "#web/messages/talk.ts";
import { showToast } from "#web/ui/Toasts.tsx";
import { block, unblock } from "./people-api.ts";

export const useBlocking = () => {
  const t = useTalk();
  const { t: words } = useLocale();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, on }: { id: string; name: string; on: boolean }) => (on ? block(id) : unblock(id)),
    onSuccess: (_, { name, on }) => {
      showToast(on ? t.blocked(name) : t.unblocked(name));
      return renew(client, ["people"]);
    },
    onError: (error) => showToast(failureText(error, words)),
  });
};

// Saves a change of the account and says so; a change that failed is put back by the next render.
import { useMutation } from "@tanstack/react-query";
import { failureText } from "#web/messages/failures.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { type Change, updateMe } from "#web/features/accounts/me-api.ts";
import { showToast } from "#web/ui/Toasts.tsx";

export const useSaving = () => {
  const { t } = useLocale();
  return useMutation({
    mutationFn: (change: Change) => updateMe(change),
    onSuccess: () => showToast(t.saved),
    onError: (error) => showToast(failureText(error, t)),
  });
};

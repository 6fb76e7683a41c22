// Begins a conversation and goes there. A direct one exists once per pair, however both begin it.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "react-router";
import { renew } from "#web/lib/renew.ts";
import { failureText } from "#web/messages/failures.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { showToast } from "#web/ui/Toasts.tsx";
import { type CreateConversation, createConversation } from "./conversations-api.ts";
import { conversationsQuery } from "./message-queries.ts";

export const useStartConversation = () => {
  const { t } = useLocale();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [once, setOnce] = useState(() => crypto.randomUUID());
  return useMutation({
    mutationFn: (body: CreateConversation) => createConversation({ body, once }),
    onSuccess: async ({ id }) => {
      setOnce(crypto.randomUUID());
      void renew(client, conversationsQuery.queryKey);
      await navigate(`/messages/${id}`);
    },
    onError: (error) => {
      // Another choice of people is another request.
      setOnce(crypto.randomUUID());
      showToast(failureText(error, t));
    },
  });
};

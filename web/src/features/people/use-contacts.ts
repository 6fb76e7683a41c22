// Asks for, accepts and ends contacts; every list and profile that shows it follows.
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useInbox } from "#web/features/messages/inbox-store.ts";
import { isApiError } from "#web/lib/http.ts";
import { renew } from "#web/lib/renew.ts";
import { failureText } from "#web/messages/failures.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { usePeopleWords } from "#web/messages/people.ts";
import { showToast } from "#web/ui/Toasts.tsx";
import { acceptContact, type Contact, type PersonCard, removeContact, requestContact } from "./people-api.ts";
import { contactsQuery, personQuery } from "./people-queries.ts";

type Change = { readonly person: PersonCard; readonly to: "ask" | "accept" | "decline" | "withdraw" | "end" };

const settle = ({ person, to }: Change): Promise<Contact | void> =>
  to === "ask" ? requestContact(person.id) : to === "accept" ? acceptContact(person.id) : removeContact(person.id);

export const useContacting = () => {
  const t = usePeopleWords();
  const { t: words } = useLocale();
  const client = useQueryClient();
  return useMutation({
    mutationFn: settle,
    onSuccess: async (contact, { person, to }) => {
      const said = {
        ask: contact?.state === "contact" ? t.becameContacts(person.name) : t.askedNow(person.name),
        accept: t.becameContacts(person.name),
        decline: t.declined,
        withdraw: t.withdrawn,
        end: t.ended(person.name),
      };
      showToast(said[to]);
    },
    onError: (error) => showToast(isApiError(error, "too_many") ? t.tooMany : failureText(error, words)),
    // A request that was withdrawn meanwhile cannot be accepted: the lists are asked again either way.
    onSettled: (_, __, { person }) =>
      Promise.all([renew(client, ["people", "contacts"]), renew(client, personQuery(person.id).queryKey)]),
  });
};

/** The inbox tells when contacts, requests or blocks are different; what is on screen is asked again. */
export const useContactNews = (): void => {
  const client = useQueryClient();
  const { contactsRevision } = useInbox();
  const known = useRef(contactsRevision);
  useEffect(() => {
    if (known.current === contactsRevision) return;
    known.current = contactsRevision;
    void renew(client, ["people"]);
  }, [client, contactsRevision]);
};

export const useContacts = (state: Contact["state"]) => {
  const list = useInfiniteQuery(contactsQuery(state));
  return { list, contacts: list.data?.pages.flatMap(({ items }) => items) ?? [] };
};

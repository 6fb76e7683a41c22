// Who else may present a deck.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { FoundPeople } from "#web/features/people/PeopleSearch.tsx";
import { useDeckWords } from "#web/messages/decks.ts";
import { failureText } from "#web/messages/failures.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { Button } from "#web/ui/Button.tsx";
import { Dialog } from "#web/ui/Dialog.tsx";
import { Face } from "#web/ui/Face.tsx";
import { Field } from "#web/ui/Field.tsx";
import { X } from "lucide-react";
import { type Deck, deckQuery, shareDeck, unshareDeck } from "./decks-api.ts";

export const ShareDeckDialog = ({ deck, onClose }: { deck: Deck; onClose: () => void }) => {
  const t = useDeckWords();
  const { t: words } = useLocale();
  const cache = useQueryClient();
  const [looking, setLooking] = useState("");
  const [error, setError] = useState<unknown>(null);
  const { queryKey } = deckQuery(deck.id);
  const put = (sharedWith: Deck["sharedWith"]) => {
    cache.setQueryData(queryKey, (known) => (known === undefined ? known : { ...known, sharedWith }));
  };
  const share = useMutation({
    mutationFn: (user: string) => shareDeck(deck.id, user),
    onSuccess: ({ sharedWith }) => put(sharedWith),
    onError: setError,
  });
  const unshare = useMutation({
    mutationFn: (user: string) => unshareDeck(deck.id, user),
    onSuccess: (_, user) => put(deck.sharedWith.filter((one) => one.user !== user)),
    onError: setError,
  });
  return (
    <Dialog title={t.share} open onClose={onClose}>
      <p className="text-ink-2">{t.shareText}</p>
      {deck.sharedWith.length > 0 && (
        <ul className="people-list -mx-2" aria-label={t.mayPresent}>
          {deck.sharedWith.map(({ user, name }) => (
            <li key={user} className="person-row">
              <Face id={user} name={name} />
              <span className="grow truncate font-medium">{name}</span>
              <Button look="quiet" iconOnly aria-label={t.takeBack(name)} onClick={() => unshare.mutate(user)}>
                <X className="icon s" />
              </Button>
            </li>
          ))}
        </ul>
      )}
      <Field
        label={t.find}
        value={looking}
        autoComplete="off"
        error={error === null ? undefined : failureText(error, words)}
        onChange={(event) => {
          setError(null);
          setLooking(event.target.value);
        }}
      />
      <FoundPeople
        words={looking}
        without={new Set(deck.sharedWith.map(({ user }) => user as string))}
        label={t.letPresent}
        choose={({ id }) => {
          setLooking("");
          share.mutate(id);
        }}
        none={<p className="text-sm text-ink-2">{t.nobodyFound}</p>}
      />
    </Dialog>
  );
};

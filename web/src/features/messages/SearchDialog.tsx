// Looking for words in this conversation: what was found, with who said it and when, and how far back it was looked.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { useAttachedText } from "#web/features/media/use-attached-text.ts";
import { failureText } from "#web/messages/failures.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { useTalk } from "#web/messages/talk.ts";
import { Button } from "#web/ui/Button.tsx";
import { Dialog } from "#web/ui/Dialog.tsx";
import { Face } from "#web/ui/Face.tsx";
import { Field } from "#web/ui/Field.tsx";
import { RowSkeletons } from "#web/ui/Skeleton.tsx";
import { searchMessages } from "./conversations-api.ts";
import { foundParts } from "./found-parts.ts";
import type { Names } from "./MessageRow.tsx";
import { textOf } from "./timeline.ts";

type SearchDialogProps = {
  readonly conversation: string;
  readonly nameOf: Names;
  readonly show: (seq: number) => void;
  readonly onClose: () => void;
};

const Excerpt = ({ text, words }: { text: string; words: string }) => (
  <span className="line-clamp-3 [overflow-wrap:anywhere]" dir="auto">
    {foundParts(text, words).map((part, index) =>
      // oxlint-disable-next-line react/no-array-index-key
      part.isFound ? <mark key={index}>{part.text}</mark> : part.text,
    )}
  </span>
);

const Found = ({ conversation, words, nameOf, show }: Omit<SearchDialogProps, "onClose"> & { words: string }) => {
  const say = useAttachedText();
  const t = useTalk();
  const { t: shell, format } = useLocale();
  const search = useInfiniteQuery({
    queryKey: ["conversations", "search", conversation, words],
    queryFn: ({ pageParam, signal }) => searchMessages(conversation, words, pageParam, signal),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ nextCursor }) => (nextCursor === null ? undefined : Number(nextCursor)),
    gcTime: 60_000,
    staleTime: 0,
  });
  if (search.isPending) return <RowSkeletons rows={3} />;
  if (search.isError) return <p className="text-danger-ink">{failureText(search.error, shell)}</p>;
  const found = search.data.pages.flatMap(({ items }) => items);
  const last = search.data.pages.at(-1);
  const far = {
    all: t.searchedAll,
    newest: last?.backTo == null ? "" : t.searchedNewest(format.moment(last.backTo)),
    nothing: t.searchedNothing,
  };
  return (
    <>
      <ul className="people-list -mx-2 max-h-[50dvh]">
        {found.map((message) => (
          <li key={message.seq}>
            <button type="button" className="person-row items-start py-2" onClick={() => show(message.seq)}>
              <Face id={message.user} name={nameOf(message.user)} size={28} />
              <span className="min-w-0 grow">
                <span className="block truncate text-xs text-ink-3">
                  {nameOf(message.user)}, {format.when(message.at)}
                </span>
                <Excerpt text={textOf(message.body, say) ?? ""} words={words} />
              </span>
            </button>
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap items-center gap-3" role="status">
        <p className="grow text-ink-2">
          {found.length === 0 && last?.searched !== "nothing" && `${t.nothingFound} `}
          {last !== undefined && far[last.searched]}
        </p>
        {search.hasNextPage && (
          <Button busy={search.isFetchingNextPage} onClick={() => void search.fetchNextPage()}>
            {t.searchOlder}
          </Button>
        )}
      </div>
    </>
  );
};

export const SearchDialog = ({ conversation, nameOf, show, onClose }: SearchDialogProps) => {
  const t = useTalk();
  const [typed, setTyped] = useState("");
  const words = useDeferredValue(typed.trim());
  const take = (seq: number) => {
    onClose();
    show(seq);
  };
  return (
    <Dialog title={t.searchIn} open onClose={onClose}>
      <Field
        label={t.searchWords}
        enterKeyHint="search"
        autoComplete="off"
        maxLength={200}
        value={typed}
        hint={t.searchHint}
        onChange={(event) => setTyped(event.target.value)}
      />
      {words !== "" && <Found key={words} conversation={conversation} words={words} nameOf={nameOf} show={take} />}
    </Dialog>
  );
};

// The list of conversations: requests first, then by last activity; one field finds conversations and people.
import { PenLine, Search, Users } from "lucide-react";
import { type KeyboardEvent, lazy, Suspense, useState } from "react";
import { FoundPeople } from "#web/features/people/PeopleSearch.tsx";
import { useContactNews, useContacts } from "#web/features/people/use-contacts.ts";
import { usePeopleWords } from "#web/messages/people.ts";
import { useTalk } from "#web/messages/talk.ts";
import { Button } from "#web/ui/Button.tsx";
import { ButtonLink } from "#web/ui/ButtonLink.tsx";
import { EmptyState, LoadFailure } from "#web/ui/Notice.tsx";
import { RowSkeletons } from "#web/ui/Skeleton.tsx";
import { Requests } from "./Requests.tsx";
import { ThreadRow } from "./ThreadRow.tsx";
import { matching } from "./thread-view.ts";
import { useStartConversation } from "./use-start-conversation.ts";
import { useThreads } from "./use-threads.ts";

const NewMessageDialog = lazy(() =>
  import("./NewMessageDialog.tsx").then((module) => ({ default: module.NewMessageDialog })),
);

export const SEARCH_FIELD_ID = "conversation-search";

/** Arrows walk through the list, from the field and from line to line. */
const walk = (event: KeyboardEvent<HTMLElement>): void => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const lines = [...event.currentTarget.querySelectorAll<HTMLElement>(".thread, .person-row")];
  const at = lines.indexOf(document.activeElement as HTMLElement);
  const next = lines[event.key === "ArrowDown" ? at + 1 : Math.max(0, at - 1)];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
};

const PeopleEntry = () => {
  const t = usePeopleWords();
  useContactNews();
  const asking = useContacts("incoming").contacts.length;
  return (
    <ButtonLink look="quiet" iconOnly className="relative" to="/people" aria-label={t.entry(asking)}>
      <Users className="icon" />
      {asking > 0 && (
        <span className="count absolute end-0 top-0" aria-hidden="true">
          {asking}
        </span>
      )}
    </ButtonLink>
  );
};

export const InboxPane = ({ self, current }: { self: string; current: string | null }) => {
  const t = useTalk();
  const [words, setWords] = useState("");
  const [writing, setWriting] = useState(false);
  const { list, threads } = useThreads(self);
  const start = useStartConversation();
  const shown = matching(threads, words);
  const directs = new Set(threads.flatMap(({ other }) => (other === null ? [] : [other])));
  const clear = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    setWords("");
    (event.target as HTMLElement).blur();
  };
  return (
    // Arrows are a shortcut; every line is a link of its own.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section className="inbox-pane" aria-label={t.list} onKeyDown={walk}>
      <div className="inbox-head">
        <h1 className="title grow text-lg">{t.title}</h1>
        <PeopleEntry />
        <Button look="quiet" iconOnly aria-label={t.newMessage} onClick={() => setWriting(true)}>
          <PenLine className="icon" />
        </Button>
      </div>
      <div className="search">
        <Search className="icon s" />
        <input
          id={SEARCH_FIELD_ID}
          type="search"
          value={words}
          placeholder={t.searchShort}
          aria-label={t.search}
          autoComplete="off"
          onChange={(event) => setWords(event.target.value)}
          onKeyDown={clear}
        />
        <kbd className="only-wide">{current === null ? "/" : "k"}</kbd>
      </div>
      {words === "" && <Requests />}
      {list.isPending ? (
        <RowSkeletons rows={6} />
      ) : list.isError && threads.length === 0 ? (
        <LoadFailure error={list.error} retry={() => void list.refetch()} />
      ) : threads.length === 0 && words === "" ? (
        <EmptyState title={t.emptyTitle} text={t.emptyText}>
          <Button look="ink" onClick={() => setWriting(true)}>
            {t.newMessage}
          </Button>
        </EmptyState>
      ) : (
        <ul>
          {shown.map((thread) => (
            <li key={thread.id}>
              <ThreadRow thread={thread} self={self} current={thread.id === current} />
            </li>
          ))}
        </ul>
      )}
      {words === "" && list.hasNextPage && (
        <Button className="m-2" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t.more}
        </Button>
      )}
      {words.trim() !== "" && (
        <>
          <h2 className="pane-title">{t.peopleFound}</h2>
          <FoundPeople
            words={words}
            without={new Set([self, ...(shown.length > 0 ? directs : [])])}
            label={t.composer}
            choose={(person) => {
              setWords("");
              start.mutate({ kind: "direct", memberIds: [person.id], encryption: "none" });
            }}
            none={shown.length === 0 ? <p className="px-2 text-sm text-ink-2">{t.noneFound}</p> : null}
          />
        </>
      )}
      {writing && (
        <Suspense fallback={null}>
          <NewMessageDialog self={self} onClose={() => setWriting(false)} />
        </Suspense>
      )}
    </section>
  );
};

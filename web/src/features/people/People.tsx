// One's people: who asks, who is a contact, who was asked, how to find more; links that bring others here.
import { ChevronLeft, Search } from "lucide-react";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useNavigate, useParams } from "react-router";
import { useInbox } from "#web/features/messages/inbox-store.ts";
import { useSession } from "#web/lib/session.ts";
import { useTitle } from "#web/lib/use-title.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { usePeopleWords } from "#web/messages/people.ts";
import { useTalk } from "#web/messages/talk.ts";
import { Button } from "#web/ui/Button.tsx";
import { ButtonLink } from "#web/ui/ButtonLink.tsx";
import { EmptyState, LoadFailure } from "#web/ui/Notice.tsx";
import { RowSkeletons } from "#web/ui/Skeleton.tsx";
import { InviteLinks } from "./InviteLinks.tsx";
import type { Contact, PersonCard } from "./people-api.ts";
import { FoundPeople, PersonLine } from "./PeopleSearch.tsx";
import { useContacting, useContactNews, useContacts } from "./use-contacts.ts";

const PersonDialog = lazy(() => import("./PersonDialog.tsx").then((module) => ({ default: module.PersonDialog })));

type RowProps = { readonly contact: Contact; readonly open: (id: string) => void; readonly end?: ReactNode };

const ContactRow = ({ contact: { person }, open, end }: RowProps) => {
  const talk = useTalk();
  const isOnline = useInbox().people.get(person.id)?.online === true;
  return (
    <li className="flex flex-wrap items-center gap-x-3">
      <button type="button" className="person-row min-w-0 flex-[1_0_12rem]" onClick={() => open(person.id)}>
        <PersonLine person={person} {...(isOnline ? { presence: "here", presenceLabel: talk.online } : {})} />
      </button>
      {end !== undefined && <span className="ms-14 flex gap-2 pb-2 md:ms-0 md:pb-0">{end}</span>}
    </li>
  );
};

const Section = ({ title, children }: { title: string; children: ReactNode }) => (
  <section>
    <div className="section-head">
      <h2 className="section-title">{title}</h2>
    </div>
    {children}
  </section>
);

type Open = { readonly open: (id: string) => void };

type RequestsProps = Open & {
  readonly state: "incoming" | "outgoing";
  readonly title: string;
  readonly renderEnd: (person: PersonCard) => ReactNode;
};

/** Nothing where nobody waits. */
const Requests = ({ state, title, open, renderEnd }: RequestsProps) => {
  const { contacts } = useContacts(state);
  if (contacts.length === 0) return null;
  return (
    <Section title={title}>
      <ul className="-mx-2">
        {contacts.map((contact) => (
          <ContactRow key={contact.person.id} contact={contact} open={open} end={renderEnd(contact.person)} />
        ))}
      </ul>
    </Section>
  );
};

const Asking = ({ open }: Open) => {
  const t = usePeopleWords();
  const talk = useTalk();
  const { mutate, isPending } = useContacting();
  return (
    <Requests
      state="incoming"
      title={t.asking}
      open={open}
      renderEnd={(person) => (
        <>
          <Button aria-label={t.accept(person.name)} busy={isPending} onClick={() => mutate({ person, to: "accept" })}>
            {talk.accept}
          </Button>
          <Button
            look="quiet"
            aria-label={t.decline(person.name)}
            busy={isPending}
            onClick={() => mutate({ person, to: "decline" })}
          >
            {talk.decline}
          </Button>
        </>
      )}
    />
  );
};

const Asked = ({ open }: Open) => {
  const t = usePeopleWords();
  const { mutate, isPending } = useContacting();
  return (
    <Requests
      state="outgoing"
      title={t.asked}
      open={open}
      renderEnd={(person) => (
        <Button
          look="quiet"
          className="-ms-3 md:ms-0"
          aria-label={t.withdrawName(person.name)}
          busy={isPending}
          onClick={() => mutate({ person, to: "withdraw" })}
        >
          {t.withdraw}
        </Button>
      )}
    />
  );
};

const Contacts = ({ open }: Open) => {
  const t = usePeopleWords();
  const { list, contacts } = useContacts("contact");
  return (
    <Section title={t.contacts}>
      {list.isPending ? (
        <RowSkeletons rows={4} />
      ) : list.isError && contacts.length === 0 ? (
        <LoadFailure error={list.error} retry={() => void list.refetch()} />
      ) : contacts.length === 0 ? (
        <div className="py-2">
          <p className="font-medium">{t.emptyTitle}</p>
          <p className="text-ink-2">{t.emptyText}</p>
        </div>
      ) : (
        <ul className="-mx-2">
          {contacts.map((contact) => (
            <ContactRow key={contact.person.id} contact={contact} open={open} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button className="mt-3" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t.more}
        </Button>
      )}
    </Section>
  );
};

const Find = ({ self, open }: Open & { self: string }) => {
  const t = usePeopleWords();
  const talk = useTalk();
  const [words, setWords] = useState("");
  return (
    <div>
      <div className="search mx-0">
        <Search className="icon s" />
        <input
          type="search"
          value={words}
          placeholder={t.findShort}
          aria-label={t.find}
          autoComplete="off"
          onChange={(event) => setWords(event.target.value)}
          onKeyDown={(event) => event.key === "Escape" && setWords("")}
        />
      </div>
      <div className="-mx-2">
        <FoundPeople
          words={words}
          without={new Set([self])}
          label={t.look}
          choose={({ id }) => open(id)}
          none={<p className="px-2 text-ink-2">{talk.noPerson}</p>}
        />
      </div>
    </div>
  );
};

export const People = () => {
  const { t: words } = useLocale();
  const t = usePeopleWords();
  const session = useSession();
  const navigate = useNavigate();
  const { person } = useParams();
  useTitle(t.title, words.product);
  useContactNews();
  if (session.kind !== "signed_in") return null;
  if (session.user.role === "guest") {
    return (
      <div className="page">
        <EmptyState title={t.guestTitle} text={t.guestText} level={1}>
          <ButtonLink to="/register?next=/people">{words.accounts.register}</ButtonLink>
        </EmptyState>
      </div>
    );
  }
  const open = (id: string) => void navigate(`/people/${id}`);
  return (
    <div className="page">
      <div className="mb-6 flex items-center gap-2">
        <ButtonLink look="quiet" iconOnly className="-ms-3" to="/messages" aria-label={words.back}>
          <ChevronLeft className="icon rtl:-scale-x-100" />
        </ButtonLink>
        <h1 className="title grow">{t.title}</h1>
      </div>
      <div className="two-columns">
        <div className="col">
          <Find self={session.user.id} open={open} />
          <Asking open={open} />
          <Contacts open={open} />
          <Asked open={open} />
        </div>
        <div className="col">
          <InviteLinks />
        </div>
      </div>
      {person !== undefined && (
        <Suspense fallback={null}>
          <PersonDialog key={person} id={person} onClose={() => void navigate("/people", { replace: true })} />
        </Suspense>
      )}
    </div>
  );
};

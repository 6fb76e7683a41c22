// Finds people by name or handle; whoever is chosen is told upwards.
import { useQuery } from "@tanstack/react-query";
import { type ComponentProps, useDeferredValue, type ReactNode } from "react";
import { failureText } from "#web/messages/failures.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { useTalk } from "#web/messages/talk.ts";
import { Face } from "#web/ui/Face.tsx";
import type { PersonCard } from "./people-api.ts";
import { peopleQuery } from "./people-queries.ts";

type PersonLineProps = { readonly person: PersonCard; readonly end?: ReactNode } & Pick<
  ComponentProps<typeof Face>,
  "presence" | "presenceLabel"
>;

export const PersonLine = ({ person, end, ...presence }: PersonLineProps) => (
  <>
    <Face id={person.id} name={person.name} {...presence} />
    <span className="grow truncate">
      <span className="block truncate font-medium">{person.name}</span>
      {person.handle !== null && <span className="block truncate text-xs text-ink-3">@{person.handle}</span>}
    </span>
    {end}
  </>
);

/** Everything that is seen of them is said, too. */
const fullName = ({ name, handle }: PersonCard): string => (handle === null ? name : `${name} @${handle}`);

export const FoundPeople = ({
  words,
  without,
  label,
  choose,
  none,
}: {
  words: string;
  without: ReadonlySet<string>;
  label: (name: string) => string;
  choose: (person: PersonCard) => void;
  /** What is said where nobody is found. */
  none: ReactNode;
}) => {
  const { t } = useLocale();
  const talk = useTalk();
  const wanted = useDeferredValue(words.trim());
  const found = useQuery(peopleQuery(wanted));
  if (wanted === "") return null;
  if (found.isError) return <p className="px-2 text-sm text-danger-ink">{failureText(found.error, t)}</p>;
  const people = (found.data?.items ?? []).filter(({ id }) => !without.has(id));
  if (found.data !== undefined && people.length === 0) return none;
  return (
    <ul className="people-list" aria-label={talk.peopleFound}>
      {people.map((person) => (
        <li key={person.id}>
          <button
            type="button"
            className="person-row"
            aria-label={label(fullName(person))}
            onClick={() => choose(person)}
          >
            <PersonLine person={person} />
          </button>
        </li>
      ))}
    </ul>
  );
};

// Chosen people as chips, and the field that finds more.
import { X } from "lucide-react";
import { useState } from "react";
import { useTalk } from "#web/messages/talk.ts";
import { Face } from "#web/ui/Face.tsx";
import { Field } from "#web/ui/Field.tsx";
import type { PersonCard } from "./people-api.ts";
import { FoundPeople } from "./PeopleSearch.tsx";

export const PeopleField = ({
  chosen,
  onChange,
  without,
}: {
  chosen: readonly PersonCard[];
  onChange: (people: readonly PersonCard[]) => void;
  without: readonly string[];
}) => {
  const t = useTalk();
  const [words, setWords] = useState("");
  return (
    <div className="grid gap-3">
      {chosen.length > 0 && (
        <ul className="chips">
          {chosen.map((person) => (
            <li key={person.id} className="chip">
              <Face id={person.id} name={person.name} size={22} />
              {person.name}
              <button
                type="button"
                aria-label={t.removePerson(person.name)}
                onClick={() => onChange(chosen.filter(({ id }) => id !== person.id))}
              >
                <X className="icon xs" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <Field
        label={t.to}
        hint={t.toHint}
        value={words}
        autoComplete="off"
        onChange={(event) => setWords(event.target.value)}
      />
      <FoundPeople
        words={words}
        without={new Set([...without, ...chosen.map(({ id }) => id)])}
        label={t.addPerson}
        choose={(person) => {
          onChange([...chosen, person]);
          setWords("");
        }}
        none={<p className="text-sm text-ink-2">{t.noPerson}</p>}
      />
    </div>
  );
};

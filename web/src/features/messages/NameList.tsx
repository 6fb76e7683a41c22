// Whom one could mean: a list over the field, which keeps the focus.
import { useTalk } from "#web/messages/talk.ts";
import { Face } from "#web/ui/Face.tsx";

type NameListProps = {
  readonly id: string;
  readonly people: readonly { readonly user: string; readonly name: string }[];
  readonly active: number;
  readonly choose: (person: { user: string; name: string }) => void;
};

export const optionId = (listId: string, index: number): string => `${listId}-${index}`;

export const NameList = ({ id, people, active, choose }: NameListProps) => {
  const t = useTalk();
  return (
    <div className="names" role="listbox" id={id} aria-label={t.names}>
      {people.map((person, index) => (
        // The keyboard is the field's: it keeps the focus and walks the list.
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
        <div
          key={person.user}
          id={optionId(id, index)}
          className="person-row"
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => choose(person)}
        >
          <Face id={person.user} name={person.name} size={28} />
          <span className="truncate">{person.name}</span>
        </div>
      ))}
    </div>
  );
};

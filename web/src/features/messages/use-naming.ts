// Naming somebody while one writes: `@` opens a list, arrows walk it, Enter or Tab takes a name, Escape lets it be.
import { type KeyboardEvent, type RefObject, useId, useLayoutEffect, useRef, useState } from "react";
import { type Mentioned, namedIn, namingAt, offered, withName } from "./mentions.ts";

type Member = { readonly user: string; readonly name: string };

type NamingInput = {
  readonly text: string;
  /** Empty where nobody can be named. */
  readonly members: readonly Member[];
  readonly write: (text: string) => void;
  readonly fieldRef: RefObject<HTMLTextAreaElement | null>;
};

export const useNaming = ({ text, members, write, fieldRef }: NamingInput) => {
  const listId = useId();
  const [caret, setCaret] = useState(0);
  const [index, setIndex] = useState(0);
  const [refused, setRefused] = useState<number | null>(null);
  const chosen = useRef(new Set<string>());
  const goTo = useRef<number | null>(null);

  useLayoutEffect(() => {
    if (goTo.current === null) return;
    fieldRef.current?.setSelectionRange(goTo.current, goTo.current);
    goTo.current = null;
  }, [text, fieldRef]);

  const naming = members.length === 0 ? null : namingAt(text, Math.min(caret, text.length));
  const people = naming === null || naming.at === refused ? [] : offered(members, naming.words);
  const active = Math.min(index, people.length - 1);

  const choose = ({ user, name }: Member) => {
    if (naming === null) return;
    const next = withName(text, naming, name);
    chosen.current.add(user);
    goTo.current = next.caret;
    setCaret(next.caret);
    setIndex(0);
    setRefused(naming.at);
    write(next.text);
    fieldRef.current?.focus();
  };

  const look = () => {
    const now = fieldRef.current?.selectionStart ?? 0;
    setCaret(now);
    if (naming === null) setRefused(null);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (people.length === 0 || event.nativeEvent.isComposing) return;
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp")
      setIndex((active + (key === "ArrowDown" ? 1 : people.length - 1)) % people.length);
    else if ((key === "Enter" && !event.shiftKey) || key === "Tab") {
      const person = people[active];
      if (person !== undefined) choose(person);
    } else if (key === "Escape") setRefused(naming?.at ?? null);
    else return;
    event.preventDefault();
  };

  return {
    listId,
    people,
    active,
    choose,
    look,
    onKeyDown,
    /** Whom the finished text names, of those it named `before` also who is no member any more; the next one begins anew. */
    settle(message: string, before: readonly Mentioned[] = []): readonly string[] {
      const gone = before.filter((one) => members.every(({ user }) => user !== one.user));
      const known = [...members, ...gone.map(({ user, now }) => ({ user, name: now }))];
      const meant = new Set([...chosen.current, ...before.map(({ user }) => user)]);
      const named = namedIn(message, known, meant);
      chosen.current = new Set();
      return named;
    },
  };
};

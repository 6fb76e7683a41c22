// One's own goal for this session: named once, finished once, changed at will.
import { Check, Pencil } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useLocale } from "#web/messages/locale.tsx";
import { Button } from "#web/ui/Button.tsx";
import type { RoomView } from "./room-view.ts";
import type { Ask } from "./use-room-commands.ts";

const MAX_GOAL = 200;

const GoalForm = ({ start, focus, ask, onDone }: { start: string; focus: boolean; ask: Ask; onDone: () => void }) => {
  const { t } = useLocale();
  const [text, setText] = useState(start);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== "" && text.trim() !== start) void ask("declare", { text: text.trim() });
    onDone();
  };
  return (
    <form className="mine" onSubmit={submit}>
      <label className="grow">
        <span className="block text-xs text-ink-3">{t.room.goalAsk}</span>
        <input
          value={text}
          maxLength={MAX_GOAL}
          placeholder={t.room.goalPlaceholder}
          ref={(input) => {
            if (focus) input?.focus();
          }}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => event.key === "Escape" && onDone()}
        />
      </label>
      <Button type="submit" aria-disabled={text.trim() === "" || undefined}>
        {t.room.declare}
      </Button>
    </form>
  );
};

export const GoalPanel = ({ view, ask }: { view: RoomView; ask: Ask }) => {
  const { t } = useLocale();
  const [changing, setChanging] = useState(false);
  if (view.isListening) return null;
  const goal = view.me?.goal ?? null;
  const done = view.me?.done ?? false;
  // One filled button at a time: in a break the driver's is the one that goes on.
  const primary = view.kind === "focus" || !view.driving;
  if (goal === null || changing)
    return <GoalForm start={goal ?? ""} focus={changing} ask={ask} onDone={() => setChanging(false)} />;
  return (
    <div className="mine">
      <span className="grow">
        <span className="block text-xs text-ink-3">{t.room.goalLabel}</span>
        <span className={done ? "text text-ink-3 line-through decoration-1" : "text"}>{goal}</span>
      </span>
      <Button look="quiet" iconOnly aria-label={t.room.changeGoal} onClick={() => setChanging(true)}>
        <Pencil className="icon s" />
      </Button>
      {view.kind === "lobby" ? null : done ? (
        <Button onClick={() => void ask("complete", { done: false })}>{t.room.notDone}</Button>
      ) : (
        <Button look={primary ? "ink" : "plain"} onClick={() => void ask("complete", { done: true })}>
          <Check className="icon s" />
          {t.room.done}
        </Button>
      )}
    </div>
  );
};

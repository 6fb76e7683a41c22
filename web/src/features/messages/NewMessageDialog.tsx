// One person opens a conversation of two, several make a group.
import { type FormEvent, useState } from "react";
import type { PersonCard } from "#web/features/people/people-api.ts";
import { PeopleField } from "#web/features/people/PeopleField.tsx";
import { useTalk } from "#web/messages/talk.ts";
import { Button } from "#web/ui/Button.tsx";
import { Dialog } from "#web/ui/Dialog.tsx";
import { Field, Switch } from "#web/ui/Field.tsx";
import { useStartConversation } from "./use-start-conversation.ts";

const MAX_TITLE = 80;

export const NewMessageDialog = ({ self, onClose }: { self: string; onClose: () => void }) => {
  const t = useTalk();
  const [people, setPeople] = useState<readonly PersonCard[]>([]);
  const [title, setTitle] = useState("");
  const [seesAll, setSeesAll] = useState(true);
  const [missing, setMissing] = useState(false);
  const start = useStartConversation();
  const isGroup = people.length > 1;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (people.length === 0) return;
    if (isGroup && title.trim() === "") return setMissing(true);
    const memberIds = people.map(({ id }) => id);
    start.mutate(
      isGroup
        ? {
            kind: "group",
            memberIds,
            title: title.trim(),
            encryption: "none",
            history: seesAll ? "all" : "from_join",
          }
        : { kind: "direct", memberIds, encryption: "none" },
      { onSuccess: onClose },
    );
  };
  return (
    <Dialog title={t.newTitle} open onClose={onClose}>
      <form className="grid gap-4" onSubmit={submit}>
        <PeopleField chosen={people} onChange={setPeople} without={[self]} />
        {isGroup && (
          <>
            <Field
              label={t.groupName}
              value={title}
              maxLength={MAX_TITLE}
              error={missing && title.trim() === "" ? t.groupNameMissing : undefined}
              onChange={(event) => setTitle(event.target.value)}
            />
            <Switch label={t.historyAll} hint={t.historyAllHint} on={seesAll} onChange={setSeesAll} />
          </>
        )}
        <div className="actions">
          <Button type="submit" look="ink" busy={start.isPending || people.length === 0}>
            {isGroup ? t.makeGroup : t.open}
          </Button>
        </div>
      </form>
    </Dialog>
  );
};

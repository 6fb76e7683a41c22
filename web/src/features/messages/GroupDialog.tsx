// A group's people: who is in it and as what, bringing in, taking out, its name, leaving.
import { useMutation } from "@tanstack/react-query";
import { Ellipsis } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useNavigate } from "react-router";
import type { ConversationMember, ConversationState } from "#core/protocol/conversations.ts";
import { mayModerate, memberOf } from "#core/domain/conversations/conversation-state.ts";
import type { PersonCard } from "#web/features/people/people-api.ts";
import { PeopleField } from "#web/features/people/PeopleField.tsx";
import { failureText } from "#web/messages/failures.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { usePeopleWords } from "#web/messages/people.ts";
import { useTalk } from "#web/messages/talk.ts";
import { Button } from "#web/ui/Button.tsx";
import { Dialog } from "#web/ui/Dialog.tsx";
import { Face } from "#web/ui/Face.tsx";
import { Field } from "#web/ui/Field.tsx";
import { Menu, type MenuEntry } from "#web/ui/Menu.tsx";
import { showToast } from "#web/ui/Toasts.tsx";
import { addMembers } from "./conversations-api.ts";
import type { Ask } from "./use-ask.ts";

type GroupProps = {
  readonly state: ConversationState;
  readonly self: string;
  readonly ask: Ask;
  readonly look: (user: string) => void;
  readonly onClose: () => void;
};

const MemberLine = ({ member, state, self, ask, look, onClose }: GroupProps & { member: ConversationMember }) => {
  const { t: words } = useLocale();
  const t = useTalk();
  const people = usePeopleWords();
  const own = memberOf(state, self)?.role;
  const { user, role, name } = member;
  const mayRemove = user !== self && (own === "owner" || (own === "admin" && role === "member"));
  const set = (next: ConversationMember["role"]) => void ask("set_role", { user, role: next });
  const open = () => {
    onClose();
    look(user);
  };
  const entries: MenuEntry[] = [
    { key: "look", label: people.sheet, run: open },
    ...(own === "owner" && user !== self
      ? (["member", "admin", "owner"] as const)
          .filter((next) => next !== role)
          .map((next) => ({
            key: next,
            label: { member: t.makeMember, admin: t.makeAdmin, owner: t.makeOwner }[next],
            run: () => set(next),
          }))
      : []),
    ...(mayRemove
      ? [{ key: "remove", label: t.removeMember, danger: true, run: () => void ask("remove_member", { user }) }]
      : []),
  ];
  return (
    <li className="person-row">
      <Face id={user} name={name} />
      <span className="grow truncate">
        <span className="font-medium">{name}</span>
        {user === self && <span className="text-ink-3"> {words.you}</span>}
      </span>
      {role !== "member" && <span className="badge">{t.roles[role]}</span>}
      {entries.length > 0 && (
        <Menu label={t.memberActions(name)} icon={<Ellipsis className="icon s" />} entries={entries} />
      )}
    </li>
  );
};

const AddPeople = ({ state, done }: { state: ConversationState; done: () => void }) => {
  const { t: words, format } = useLocale();
  const t = useTalk();
  const [people, setPeople] = useState<readonly PersonCard[]>([]);
  const adding = useMutation({
    mutationFn: () =>
      addMembers(
        state.conversation.id,
        people.map(({ id }) => id),
      ),
    onSuccess: () => {
      showToast(t.added(format.list(people.map(({ name }) => name))));
      done();
    },
    onError: (error) => showToast(failureText(error, words)),
  });
  return (
    <>
      <PeopleField chosen={people} onChange={setPeople} without={state.members.map(({ user }) => user)} />
      <div className="actions">
        <Button onClick={done}>{words.cancel}</Button>
        <Button look="ink" busy={adding.isPending || people.length === 0} onClick={() => adding.mutate()}>
          {t.addPeople}
        </Button>
      </div>
    </>
  );
};

const Rename = ({ state, ask, done }: { state: ConversationState; ask: Ask; done: () => void }) => {
  const { t: words } = useLocale();
  const t = useTalk();
  const [title, setTitle] = useState(state.conversation.title ?? "");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (title.trim() !== "" && (await ask("rename", { title: title.trim() }))) done();
  };
  return (
    <form className="grid gap-4" onSubmit={(event) => void submit(event)}>
      <Field
        label={t.groupName}
        value={title}
        maxLength={80}
        error={title.trim() === "" ? t.groupNameMissing : undefined}
        onChange={(event) => setTitle(event.target.value)}
      />
      <div className="actions">
        <Button onClick={done}>{words.cancel}</Button>
        <Button type="submit" look="ink">
          {words.save}
        </Button>
      </div>
    </form>
  );
};

export const GroupDialog = ({ state, self, ask, look, onClose }: GroupProps) => {
  const { t: words } = useLocale();
  const t = useTalk();
  const navigate = useNavigate();
  const [doing, setDoing] = useState<"list" | "add" | "rename" | "leave">("list");
  const done = () => setDoing("list");
  const leave = async () => {
    if (!(await ask("leave", {}))) return;
    showToast(t.left);
    void navigate("/messages");
  };
  const titles = { list: t.members, add: t.addPeople, rename: t.rename, leave: t.leave };
  return (
    <Dialog title={titles[doing]} open onClose={onClose}>
      {doing === "add" && <AddPeople state={state} done={done} />}
      {doing === "rename" && <Rename state={state} ask={ask} done={done} />}
      {doing === "leave" && (
        <>
          <p className="text-ink-2">{t.leaveText}</p>
          <div className="actions">
            <Button onClick={done}>{words.cancel}</Button>
            <Button look="danger" onClick={() => void leave()}>
              {t.leave}
            </Button>
          </div>
        </>
      )}
      {doing === "list" && (
        <>
          <ul className="people-list -mx-2">
            {state.members.map((member) => (
              <MemberLine
                key={member.user}
                member={member}
                state={state}
                self={self}
                ask={ask}
                look={look}
                onClose={onClose}
              />
            ))}
          </ul>
          <div className="actions">
            <Button look="quiet" onClick={() => setDoing("leave")}>
              {t.leave}
            </Button>
            {mayModerate(state, self) && (
              <>
                <Button onClick={() => setDoing("rename")}>{t.rename}</Button>
                <Button look="ink" onClick={() => setDoing("add")}>
                  {t.addPeople}
                </Button>
              </>
            )}
          </div>
        </>
      )}
    </Dialog>
  );
};

// Above a conversation: who it is with, who is here, and everything else one can do with it.
import { CalendarSearch, ChevronLeft, Ellipsis, Pin, UserRoundX, Users } from "lucide-react";
import type { ConversationState } from "#core/protocol/conversations.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { useTalk } from "#web/messages/talk.ts";
import { ButtonLink } from "#web/ui/ButtonLink.tsx";
import { Face } from "#web/ui/Face.tsx";
import { Menu, type MenuEntry } from "#web/ui/Menu.tsx";
import { useInbox } from "./inbox-store.ts";

export type Sheet = "members" | "pins" | "date" | "block";

type TalkHeadProps = {
  readonly state: ConversationState;
  readonly name: string;
  readonly faceOf: string;
  readonly other: string | null;
  readonly isBlocked: boolean;
  readonly open: (sheet: Sheet) => void;
};

const Presence = ({ user }: { user: string }) => {
  const t = useTalk();
  const { format } = useLocale();
  const presence = useInbox().people.get(user);
  if (presence === undefined) return null;
  if (presence.online) return t.online;
  return presence.lastSeenAt === null ? null : t.lastSeen(format.when(presence.lastSeenAt));
};

export const TalkHead = ({ state, name, faceOf, other, isBlocked, open }: TalkHeadProps) => {
  const t = useTalk();
  const online = useInbox().people.get(other ?? "")?.online === true;
  const entries: MenuEntry[] = [
    { key: "pins", label: t.pins, icon: <Pin className="icon s" />, run: () => open("pins") },
    { key: "date", label: t.jumpToDate, icon: <CalendarSearch className="icon s" />, run: () => open("date") },
    ...(other === null
      ? [{ key: "members", label: t.members, icon: <Users className="icon s" />, run: () => open("members") }]
      : []),
    ...(other !== null && !isBlocked
      ? [
          {
            key: "block",
            label: t.block(name),
            icon: <UserRoundX className="icon s" />,
            danger: true,
            run: () => open("block"),
          },
        ]
      : []),
  ];
  return (
    <header className="talk-head">
      <ButtonLink look="quiet" iconOnly className="narrow-only" to="/messages" aria-label={t.backToList}>
        <ChevronLeft className="icon rtl:-scale-x-100" />
      </ButtonLink>
      <Face id={faceOf} name={name} {...(online ? { presence: "here" as const, presenceLabel: t.online } : {})} />
      <div className="min-w-0 grow">
        <h2 className="truncate">{name}</h2>
        <p className="truncate text-xs text-ink-2">
          {other === null ? (
            <button type="button" className="hover:underline" onClick={() => open("members")}>
              {t.membersOf(state.members.length)}
            </button>
          ) : (
            <Presence user={other} />
          )}
        </p>
      </div>
      <Menu label={t.menu} icon={<Ellipsis className="icon" />} entries={entries} />
    </header>
  );
};

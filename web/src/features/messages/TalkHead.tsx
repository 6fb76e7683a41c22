// Above a conversation: who it is with, who is here, and everything else one can do with it.
import {
  CalendarSearch,
  ChevronLeft,
  Ellipsis,
  Pin,
  Presentation,
  Search,
  UserRound,
  UserRoundX,
  Users,
} from "lucide-react";
import type { ConversationState } from "#core/protocol/conversations.ts";
import type { PresenceMember } from "#core/protocol/frames.ts";
import { useDeckWords } from "#web/messages/decks.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { usePeopleWords } from "#web/messages/people.ts";
import { useTalk } from "#web/messages/talk.ts";
import { ButtonLink } from "#web/ui/ButtonLink.tsx";
import type { LiveSnapshot } from "#web/lib/live.ts";
import { Face } from "#web/ui/Face.tsx";
import { Menu, type MenuEntry } from "#web/ui/Menu.tsx";
import { useInbox } from "./inbox-store.ts";
import { mayShowSlides } from "./TalkSlideshow.tsx";

export type Sheet = "members" | "search" | "pins" | "date" | "slides" | "block";

type TalkHeadProps = {
  readonly state: ConversationState;
  readonly name: string;
  readonly self: string;
  readonly faceOf: string;
  readonly other: string | null;
  readonly isBlocked: boolean;
  /** Who has the conversation open, and whose connection is lost; null while one's own is. */
  readonly here: LiveSnapshot<unknown>["presence"];
  readonly open: (sheet: Sheet) => void;
  readonly look: (user: string) => void;
};

const Presence = ({ user, isReconnecting }: { user: string; isReconnecting: boolean }) => {
  const t = useTalk();
  const { format } = useLocale();
  const presence = useInbox().people.get(user);
  if (isReconnecting) return t.reconnectingOf(1);
  if (presence === undefined) return null;
  if (presence.online) return t.online;
  return presence.lastSeenAt === null ? null : t.lastSeen(format.when(presence.lastSeenAt));
};

export const TalkHead = ({ state, name, self, faceOf, other, isBlocked, here, open, look }: TalkHeadProps) => {
  const t = useTalk();
  const people = usePeopleWords();
  const decks = useDeckWords();
  const online = useInbox().people.get(other ?? "")?.online === true;
  const countOf = (wanted: PresenceMember["state"]) =>
    here?.members.filter((member) => member.state === wanted).length ?? 0;
  // A crowd is told as a number and a sample.
  const [present, reconnecting] = [here?.crowd?.here ?? countOf("here"), countOf("reconnecting")];
  const isReconnecting =
    here?.members.some((member) => member.user === other && member.state === "reconnecting") === true;
  const mark = isReconnecting
    ? { presence: "reconnecting" as const, presenceLabel: t.reconnectingOf(1) }
    : { presence: "here" as const, presenceLabel: t.online };
  const entries: MenuEntry[] = [
    { key: "search", label: t.searchIn, icon: <Search className="icon s" />, run: () => open("search") },
    { key: "pins", label: t.pins, icon: <Pin className="icon s" />, run: () => open("pins") },
    { key: "date", label: t.jumpToDate, icon: <CalendarSearch className="icon s" />, run: () => open("date") },
    ...(isBlocked || !mayShowSlides(state, self)
      ? []
      : [{ key: "slides", label: decks.show, icon: <Presentation className="icon s" />, run: () => open("slides") }]),
    ...(other === null
      ? []
      : [{ key: "look", label: people.sheet, icon: <UserRound className="icon s" />, run: () => look(other) }]),
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
      <Face id={faceOf} name={name} {...(online || isReconnecting ? mark : {})} />
      <div className="min-w-0 grow">
        <h2 className="truncate">
          {other === null ? (
            name
          ) : (
            <button type="button" className="max-w-full truncate hover:underline" onClick={() => look(other)}>
              {name}
            </button>
          )}
        </h2>
        <p className="truncate text-xs text-ink-2">
          {other === null ? (
            <button type="button" className="hover:underline" onClick={() => open("members")}>
              {[
                t.membersOf(state.members.length),
                ...(present > 1 ? [t.hereOf(present)] : []),
                ...(reconnecting > 0 ? [t.reconnectingOf(reconnecting)] : []),
              ].join(" · ")}
            </button>
          ) : (
            <Presence user={other} isReconnecting={isReconnecting} />
          )}
        </p>
      </div>
      <Menu label={t.menu} icon={<Ellipsis className="icon" />} entries={entries} />
    </header>
  );
};

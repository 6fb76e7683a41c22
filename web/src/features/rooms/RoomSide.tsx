// People while there is work, chat while there is time; in the lobby both.
import type { RoomState } from "#core/domain/lock-in/room-state.ts";
import type { LiveSnapshot } from "#web/lib/live.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { MessagesIcon } from "#web/ui/house-icons.tsx";
import { RosterItem } from "#web/ui/RosterItem.tsx";
import { RoomChat } from "./RoomChat.tsx";
import { chatItems, type RoomView } from "./room-view.ts";
import type { Ask } from "./use-room-commands.ts";
import { VoiceMark } from "./voice/VoiceMark.tsx";

const People = ({ view }: { view: RoomView }) => {
  const { t } = useLocale();
  return (
    <div className="people">
      <div className="section-head">
        <h2 className="section-title">
          {view.kind === "focus" ? t.room.lockedIn(view.present) : t.room.here(view.present)}
        </h2>
        {view.done > 0 && <span className="text-xs text-ink-3 tabular">{t.room.doneCount(view.done)}</span>}
      </div>
      <ul className="list roster [--inset:52px]" tabIndex={0} aria-label={t.room.people}>
        {view.people.map(({ id, name, goal, debrief, presence, you, done, driver, voice }) => (
          <RosterItem
            key={id}
            id={id}
            name={name}
            what={debrief ?? goal}
            presence={presence}
            you={you}
            done={done}
            driver={driver}
            mark={voice === null ? null : <VoiceMark kind={voice} />}
          />
        ))}
      </ul>
    </div>
  );
};

const ClosedChat = ({ view }: { view: RoomView }) => {
  const { t, format } = useLocale();
  return (
    <div className="closed">
      <MessagesIcon />
      <span className="grow">
        <span className="block font-medium text-ink">
          {view.chatOpensAt === null ? t.room.chatOpensLater : t.room.chatOpens(format.time(view.chatOpensAt))}
        </span>
        {t.room.chatClosedText}
      </span>
    </div>
  );
};

type RoomSideProps = {
  readonly state: RoomState;
  readonly view: RoomView;
  readonly snapshot: LiveSnapshot<RoomState>;
  readonly ask: Ask;
};

export const RoomSide = ({ state, view, snapshot, ask }: RoomSideProps) => {
  const { t, format } = useLocale();
  const inBreak = view.kind === "break" || view.kind === "long_break";
  const closesAt =
    !inBreak || view.phase.endsAt === null || state.room.openChat || view.paused
      ? null
      : t.room.chatClosesAt(format.time(view.phase.endsAt));
  const online = snapshot.status !== "offline" && snapshot.status !== "reconnecting";
  const chat = (
    <RoomChat
      roomId={state.room.id}
      items={chatItems(state, snapshot)}
      closes={closesAt}
      waitingWord={online ? t.room.sending : t.room.waiting}
      say={view.isListening ? null : (text) => void ask("say", { text })}
    />
  );
  return (
    <aside className={`side ${inBreak ? "" : "with-people"}`} aria-label={t.room.peopleAndChat}>
      {!inBreak && <People view={view} />}
      {view.chatOpen ? chat : <ClosedChat view={view} />}
    </aside>
  );
};

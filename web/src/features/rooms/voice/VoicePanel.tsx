// Voice in a room: who is in it, one's own microphone, and in words whatever stands in the way.
import { Mic, MicOff, PhoneOff, Settings2 } from "lucide-react";
import { lazy, Suspense, useCallback, useRef, useState } from "react";
import type { RoomState } from "#core/domain/lock-in/room-state.ts";
import { MAX_IN_VOICE } from "#core/protocol/limits.ts";
import { useStore } from "#web/lib/external-store.ts";
import type { LiveActor, LiveSnapshot } from "#web/lib/live.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { useVoiceWords } from "#web/messages/voice.ts";
import { Button } from "#web/ui/Button.tsx";
import type { RoomView } from "../room-view.ts";
import { useHoldToTalk } from "./hold-to-talk.ts";
import { useVoice } from "./use-voice.ts";
import type { VoiceCall, VoiceView } from "./voice-call.ts";
import { VoiceFaces } from "./VoiceFaces.tsx";
import { VoiceNote } from "./VoiceNote.tsx";
import { voicePeople } from "./voice-people.ts";
import { voiceSettings } from "./voice-settings.ts";

const VoiceChoices = lazy(() => import("./VoiceChoices.tsx").then(({ VoiceChoices }) => ({ default: VoiceChoices })));

type VoicePanelProps = {
  readonly actor: LiveActor<RoomState>;
  readonly snapshot: LiveSnapshot<RoomState>;
  readonly view: RoomView;
  readonly self: string;
  /** Opened by somebody who wants to join. */
  readonly joins: boolean;
  readonly want: (voice: boolean) => void;
};

const Controls = ({ call, view, leave }: { call: VoiceCall; view: VoiceView; leave: () => void }) => {
  const words = useVoiceWords();
  const [choosing, setChoosing] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const isOpen = !view.muted || view.holding;
  return (
    <>
      <Button
        busy={view.noMicrophone !== null || view.resting}
        onClick={(event) => {
          call.setMuted(!view.muted);
          // After a tap, Space belongs to talking again; after the keyboard, to this button.
          if (event.detail > 0) event.currentTarget.blur();
        }}
      >
        {isOpen ? <Mic className="icon s" /> : <MicOff className="icon s" />}
        {view.muted ? words.unmute : words.mute}
      </Button>
      <Button
        ref={anchor}
        look="quiet"
        iconOnly
        aria-label={words.settings}
        aria-expanded={choosing}
        onClick={() => setChoosing(!choosing)}
      >
        <Settings2 className="icon s" />
      </Button>
      <Button look="quiet" iconOnly aria-label={words.leave} title={words.leave} onClick={leave}>
        <PhoneOff className="icon s" />
      </Button>
      {choosing && (
        <Suspense fallback={null}>
          <VoiceChoices anchor={anchor} relayed={call.isRelayed} onClose={() => setChoosing(false)} />
        </Suspense>
      )}
    </>
  );
};

export const VoicePanel = ({ actor, snapshot, view: room, self, joins, want }: VoicePanelProps) => {
  const words = useVoiceWords();
  const { t } = useLocale();
  const { call, view } = useVoice(actor, self, !room.chatOpen, joins);
  const { holdToTalk } = useStore(voiceSettings);
  const canTalk = view.stage !== "out" && view.noMicrophone === null && !view.resting;
  useHoldToTalk(
    canTalk && holdToTalk && view.muted,
    useCallback((on) => call.hold(on), [call]),
  );
  const join = () => {
    want(true);
    void call.join();
  };
  const leave = () => {
    call.leave();
    want(false);
  };
  const people = voicePeople(room.people, view.links);
  const isFull = people.filter(({ you }) => !you).length >= MAX_IN_VOICE;
  const hasNoSocket = snapshot.status === "polling";
  if (people.length === 0 && view.stage === "out" && view.ended === null) return null;
  return (
    <section className="room-voice" aria-label={words.title} data-stage={view.stage}>
      <VoiceFaces people={people} />
      <div className="room-voice-controls">
        {view.stage === "out" ? (
          <Button busy={isFull || hasNoSocket || !room.chatOpen} onClick={join}>
            <Mic className="icon s" />
            {t.room.joinVoice}
          </Button>
        ) : (
          <Controls call={call} view={view} leave={leave} />
        )}
      </div>
      <VoiceNote
        call={call}
        view={view}
        people={people}
        opensAt={room.chatOpensAt}
        blocked={{ isFull, hasNoSocket, isResting: !room.chatOpen }}
      />
    </section>
  );
};

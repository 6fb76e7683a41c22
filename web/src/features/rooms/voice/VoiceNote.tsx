// One line below the faces: what stands in the way, or how to speak.
import { useStore } from "#web/lib/external-store.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { useVoiceWords } from "#web/messages/voice.ts";
import { Button } from "#web/ui/Button.tsx";
import type { VoiceCall, VoiceView } from "./voice-call.ts";
import type { VoicePerson } from "./voice-people.ts";
import { voiceSettings } from "./voice-settings.ts";

type VoiceNoteProps = {
  readonly call: VoiceCall;
  readonly view: VoiceView;
  readonly people: readonly VoicePerson[];
  /** When a resting voice opens; null where a pause makes that unknown. */
  readonly opensAt: number | null;
  readonly blocked: { readonly isFull: boolean; readonly hasNoSocket: boolean; readonly isResting: boolean };
};

const useNote = ({ view, people, opensAt, blocked }: VoiceNoteProps): string | null => {
  const words = useVoiceWords();
  const { format } = useLocale();
  const { holdToTalk } = useStore(voiceSettings);
  const rests = opensAt === null ? words.restsPaused : words.rests(format.time(opensAt));
  if (view.stage === "out") {
    if (view.ended !== null) return view.ended === "full" ? words.full : words[view.ended];
    if (blocked.isFull) return words.full;
    if (blocked.isResting) return rests;
    return blocked.hasNoSocket ? words.noSocket : null;
  }
  if (view.stage === "joining") return words.joining;
  if (view.noMicrophone !== null) return words.noMicrophone[view.noMicrophone];
  if (view.resting) return rests;
  if (blocked.hasNoSocket && !people.some(({ link }) => link === "connected")) return words.noSocket;
  const lost = people.find(({ link }) => link === "unreachable");
  const isQuiet = view.muted && !view.holding;
  const hasKeys = matchMedia("(hover: hover)").matches;
  const notes = [
    isQuiet ? words.muted : "",
    isQuiet && holdToTalk && hasKeys ? words.holdSpace : "",
    lost === undefined ? "" : words.unreachable(lost.name),
  ];
  return notes.filter((note) => note !== "").join(" ") || null;
};

export const VoiceNote = (props: VoiceNoteProps) => {
  const words = useVoiceWords();
  const note = useNote(props);
  const { call, view } = props;
  return (
    <p className="room-voice-note" role="status">
      {note}
      {view.stage === "in" && view.noMicrophone !== null && (
        <Button look="quiet" onClick={() => void call.retryMicrophone()}>
          {words.tryMicrophone}
        </Button>
      )}
    </p>
  );
};

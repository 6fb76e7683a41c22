// A microphone beside a name: on, off, or with its person speaking. The word is there for whoever does not see it.
import { Mic, MicOff } from "lucide-react";
import { useVoiceWords } from "#web/messages/voice.ts";
import type { VoiceKind } from "./voice-people.ts";

export const VoiceMark = ({ kind }: { kind: VoiceKind }) => {
  const words = useVoiceWords();
  const Icon = kind === "muted" ? MicOff : Mic;
  return (
    <span className="voice-mark" data-voice={kind} role="img" aria-label={words.mark[kind]} title={words.mark[kind]}>
      <Icon className="icon xs" aria-hidden="true" />
    </span>
  );
};

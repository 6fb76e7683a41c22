// A microphone beside a name: on, off, or with its person speaking. The word is there for whoever does not see it.
import { Mic, MicOff } from "lucide-react";
import { useLocale } from "#web/messages/locale.tsx";
import type { VoiceKind } from "./voice-people.ts";

export const VoiceMark = ({ kind }: { kind: VoiceKind }) => {
  const word = useLocale().t.room.voice[kind];
  const Icon = kind === "muted" ? MicOff : Mic;
  return (
    <span className="voice-mark" data-voice={kind} role="img" aria-label={word} title={word}>
      <Icon className="icon xs" aria-hidden="true" />
    </span>
  );
};

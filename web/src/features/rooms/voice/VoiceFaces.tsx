// Everybody in voice: face, name, microphone, and how the way to them is.
import { useVoiceWords } from "#web/messages/voice.ts";
import { Face } from "#web/ui/Face.tsx";
import { VoiceMark } from "./VoiceMark.tsx";
import type { VoicePerson } from "./voice-people.ts";

export const VoiceFaces = ({ people }: { people: readonly VoicePerson[] }) => {
  const words = useVoiceWords();
  return (
    <ul className="in-voice" aria-label={words.inVoice(people.length)}>
      {people.map(({ id, name, you, kind, link }) => (
        <li key={id} data-voice={kind} data-link={link ?? "none"}>
          <Face id={id} name={name} size={28} />
          <span className="name truncate">{you ? words.you : name}</span>
          {link === null || link === "connected" ? (
            <VoiceMark kind={kind} />
          ) : (
            <span className="badge warn">{link === "connecting" ? words.connecting : "…"}</span>
          )}
        </li>
      ))}
    </ul>
  );
};

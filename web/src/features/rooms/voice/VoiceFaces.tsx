// Everybody in voice: face, name, microphone, and how the way to them is.
import { Unplug } from "lucide-react";
import { useVoiceWords } from "#web/messages/voice.ts";
import { Face } from "#web/ui/Face.tsx";
import type { LinkStatus } from "./peer-link.ts";
import { VoiceMark } from "./VoiceMark.tsx";
import type { VoicePerson } from "./voice-people.ts";

const LinkBadge = ({ link, name }: { link: LinkStatus; name: string }) => {
  const words = useVoiceWords();
  if (link === "connecting") return <span className="badge">{words.connecting}</span>;
  return (
    <span className="badge warn" role="img" aria-label={words.unreachable(name)} title={words.unreachable(name)}>
      <Unplug className="icon xs" aria-hidden="true" />
    </span>
  );
};

export const VoiceFaces = ({ people }: { people: readonly VoicePerson[] }) => {
  const words = useVoiceWords();
  return (
    <ul className="in-voice" aria-label={words.inVoice(people.length)}>
      {people.map(({ id, name, you, kind, link }) => (
        <li key={id} data-voice={kind} data-link={link ?? "none"}>
          <Face id={id} name={name} size={28} />
          <span className="name truncate">{you ? words.you : name}</span>
          {link === null || link === "connected" ? <VoiceMark kind={kind} /> : <LinkBadge link={link} name={name} />}
        </li>
      ))}
    </ul>
  );
};

// Who is in voice, and how, as the room shows it. Pure.
import type { Presence } from "#core/protocol/frames.ts";
import type { PresenceKind } from "#web/ui/Presence.tsx";
import type { LinkStatus } from "./peer-link.ts";

export type VoiceKind = "speaking" | "open" | "muted";

type Told = Pick<Presence["members"][number], "voice" | "speaking"> | undefined;

/** Null for who is not in voice. */
export const voiceKindOf = (told: Told): VoiceKind | null => {
  if (told?.voice === undefined) return null;
  if (told.voice.muted) return "muted";
  return told.speaking ? "speaking" : "open";
};

export type VoicePerson = {
  readonly id: string;
  readonly name: string;
  readonly you: boolean;
  readonly kind: VoiceKind;
  /** Null for oneself, and for those one is not connected with because one is out. */
  readonly link: LinkStatus | null;
};

type Listed = {
  readonly id: string;
  readonly name: string;
  readonly you: boolean;
  readonly voice: VoiceKind | null;
  readonly presence: PresenceKind;
};

/** Also those who can be heard though their connection to the room is lost. */
export const voicePeople = (
  people: readonly Listed[],
  links: ReadonlyMap<string, LinkStatus>,
): readonly VoicePerson[] =>
  people.flatMap(({ id, name, you, voice, presence }): VoicePerson[] => {
    const link = links.get(id) ?? null;
    const isLookedFor = presence === "reconnecting" || presence === "gone";
    if (voice === null && (link === null || !isLookedFor)) return [];
    return [{ id, name, you, kind: voice ?? "muted", link }];
  });

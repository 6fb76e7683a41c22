// The words of voice in rooms, in German.
import { p, word } from "./de-counting.ts";
import type { VoiceWords } from "./en-voice.ts";

export const voice: VoiceWords = {
  title: "Sprechen",
  joining: "Verbindet",
  leave: "Auflegen",
  mute: "Stumm schalten",
  unmute: "Mikrofon an",
  settings: "Einstellungen zum Sprechen",
  inVoice: (count: number): string =>
    p(count, { one: "Eine Person spricht mit", other: `${word(count)} sprechen mit` }),
  you: "Du",
  connecting: "Verbindet",
  unreachable: (name: string) =>
    `Bisher kein Weg zu ${name}. Vielleicht ist eine Firewall dazwischen. Es wird weiter versucht.`,
  holdSpace: "Zum Sprechen Leertaste halten.",
  muted: "Du bist stumm.",
  rests: (time: string) => `Im Fokus ruht das Sprechen. Es öffnet um ${time}, alle sind dann stumm.`,
  restsPaused: "Im Fokus ruht das Sprechen. Es öffnet in der Pause, alle sind dann stumm.",
  full: "Sechs können mitsprechen, und alle sechs Plätze sind belegt. Im Gespräch ist Platz für alle.",
  elsewhere: "Es geht in deinem anderen Fenster weiter.",
  failed: "Das Sprechen war nicht erreichbar. Der Raum läuft ohne weiter.",
  noSocket: "Dein Netz lässt den Raum durch, das Sprechen aber nicht.",
  noMicrophone: {
    denied: "Du hörst nur zu: Der Browser darf das Mikrofon nicht benutzen. Erlaube es neben der Adresse.",
    missing: "Du hörst nur zu: Es wurde kein Mikrofon gefunden.",
    busy: "Du hörst nur zu: Ein anderes Programm hält das Mikrofon.",
  },
  tryMicrophone: "Noch einmal",
  microphone: "Mikrofon",
  speaker: "Lautsprecher",
  system: "Wie das System wählt",
  holdToTalk: "Stumm: Leertaste halten zum Sprechen",
  holdToTalkHint: "Nicht beim Tippen, und nicht, wenn ein Knopf ausgewählt ist.",
  about:
    "Höchstens sechs Personen. Der Ton geht verschlüsselt von Gerät zu Gerät und wird nie aufgezeichnet. Die anderen können deine Netzadresse erfahren.",
  aboutRelay:
    "Höchstens sechs Personen. Der Ton ist von Gerät zu Gerät verschlüsselt, geht über eine Vermittlung und wird nie aufgezeichnet.",
};

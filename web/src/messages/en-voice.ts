// The words of voice in rooms, in English.
import { p, word } from "./en-counting.ts";

export const voice = {
  title: "Voice",
  joining: "Joining",
  leave: "Leave voice",
  mute: "Mute",
  unmute: "Unmute",
  settings: "Voice settings",
  inVoice: (count: number): string => p(count, { one: "One in voice", other: `${word(count)} in voice` }),
  you: "You",
  connecting: "Connecting",
  unreachable: (name: string) => `No way to ${name} so far. A firewall may be in between. Trying on.`,
  holdSpace: "Hold Space to talk.",
  muted: "You are muted.",
  rests: (time: string) => `Voice rests while you focus. It opens at ${time}, with everyone muted.`,
  restsPaused: "Voice rests while you focus. It opens at the break, with everyone muted.",
  full: "Voice holds six, and all six seats are taken. The chat has room for everyone.",
  elsewhere: "Voice goes on in your other window.",
  failed: "Voice could not be reached. The room goes on without it.",
  noSocket: "Your network lets the room through, but not voice.",
  noMicrophone: {
    denied: "Listening only: this browser may not use the microphone. Allow it beside the address.",
    missing: "Listening only: no microphone was found.",
    busy: "Listening only: another program keeps the microphone.",
  },
  tryMicrophone: "Try again",
  microphone: "Microphone",
  speaker: "Speaker",
  system: "As the system chooses",
  holdToTalk: "Hold Space to talk while muted",
  holdToTalkHint: "Not while you type or a button has the focus.",
  about:
    "Six people at most. Sound goes from device to device, encrypted, and is never recorded. The others in voice can learn your network address.",
  aboutRelay:
    "Six people at most. Sound is encrypted from device to device, passes through a relay, and is never recorded.",
};

export type VoiceWords = typeof voice;

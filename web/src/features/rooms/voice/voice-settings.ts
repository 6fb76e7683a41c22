// What a person has chosen for voice on this device.
import { createStore } from "#web/lib/external-store.ts";

const KEY = "lockstep.voice";

export type VoiceSettings = {
  /** "" for the system's own. */
  readonly microphone: string;
  readonly speaker: string;
  /** Space, held, opens a muted microphone. */
  readonly holdToTalk: boolean;
};

const DEFAULTS: VoiceSettings = { microphone: "", speaker: "", holdToTalk: true };

const read = (): VoiceSettings => {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<VoiceSettings>;
    return { ...DEFAULTS, ...kept };
  } catch {
    return DEFAULTS;
  }
};

export const voiceSettings = createStore(read());

export const chooseVoice = (change: Partial<VoiceSettings>): void => {
  const chosen = { ...voiceSettings.get(), ...change };
  voiceSettings.set(chosen);
  try {
    localStorage.setItem(KEY, JSON.stringify(chosen));
  } catch {
    // Where nothing is kept, it holds for this page.
  }
};

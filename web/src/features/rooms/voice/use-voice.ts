// One page's voice, made with the panel that shows it and ended with it.
import { useEffect, useLayoutEffect, useState, useSyncExternalStore } from "react";
import type { RoomState } from "#core/domain/lock-in/room-state.ts";
import type { LiveActor } from "#web/lib/live.ts";
import { VoiceCall, type VoiceView } from "./voice-call.ts";

type Voice = { readonly call: VoiceCall; readonly view: VoiceView };

/** Belongs to one connection: the panel is made anew with another one. */
export const useVoice = (actor: LiveActor<RoomState>, self: string, resting: boolean, joins: boolean): Voice => {
  const [call] = useState(() => new VoiceCall(actor, self, resting));
  // Ends before the connection to the room does, so that the others are told.
  useLayoutEffect(() => {
    if (joins) void call.join();
    return () => call.leave();
    // What was asked for when the panel opened; later it is asked for by its own button.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [call]);
  useEffect(() => call.setResting(resting), [call, resting]);
  return { call, view: useSyncExternalStore(call.view.subscribe, call.view.get) };
};

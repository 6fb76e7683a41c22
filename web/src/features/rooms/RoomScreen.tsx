// The room: one clock, the stage for this phase, people or chat at the side.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { RoomState } from "#core/domain/lock-in/room-state.ts";
import type { LiveActor, LiveSnapshot } from "#web/lib/live.ts";
import { renew } from "#web/lib/renew.ts";
import { currentUser } from "#web/lib/session.ts";
import { useServerNow } from "#web/lib/use-server-now.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { roomPhase } from "#core/domain/lock-in/room-state.ts";
import { RoomHeader } from "./RoomHeader.tsx";
import { RoomSide } from "./RoomSide.tsx";
import { RoomStage } from "./RoomStage.tsx";
import { RoomNotices } from "./RoomNotices.tsx";
import { roomView } from "./room-view.ts";
import { usePhaseEdge } from "./use-phase-edge.ts";
import { useRoomCommands } from "./use-room-commands.ts";

type RoomScreenProps = {
  readonly actor: LiveActor<RoomState>;
  readonly snapshot: LiveSnapshot<RoomState>;
  readonly state: RoomState;
};

/** Receipts arrive with the state; whatever shows them asks again. */
const useFreshReceipts = ({ session }: RoomState): void => {
  const cache = useQueryClient();
  const settled = session === null ? null : `${session.startedSeq}:${session.settledBelow}`;
  useEffect(() => {
    if (settled === null) return;
    void renew(cache, ["rooms", "receipts"]);
    void renew(cache, ["streak"]);
  }, [cache, settled]);
};

export const RoomScreen = ({ actor, snapshot, state }: RoomScreenProps) => {
  const { t } = useLocale();
  const skewMs = snapshot.clockSkewMs;
  const alignTo = state.schedule?.startedAt ?? 0;
  const now = useServerNow({
    skewMs,
    alignTo: (state.schedule === null ? alignTo : roomPhase(state, alignTo).endsAt) ?? alignTo,
  });
  const view = roomView(state, snapshot, now);
  const ask = useRoomCommands(actor);
  const word = view.paused ? t.phase.paused : t.phase[view.kind];
  usePhaseEdge({
    phaseKey: `${state.session?.startedSeq ?? 0}:${view.phase.index}:${view.kind}`,
    kind: view.kind,
    word,
    endsAt: view.phase.endsAt,
    paused: view.paused,
    remainingMs: view.phase.remainingMs,
    skewMs,
    room: state.room.title,
    sound: currentUser()?.preferences.sound ?? false,
  });
  useFreshReceipts(state);
  const inBreak = view.kind === "break" || view.kind === "long_break";
  return (
    <div className={inBreak ? "room in-break" : "room"} data-phase={view.kind}>
      <RoomHeader state={state} view={view} ask={ask} />
      <section className="stage" aria-label={t.room.session}>
        <RoomNotices snapshot={snapshot} />
        <RoomStage state={state} view={view} word={word} ask={ask} />
      </section>
      <RoomSide state={state} view={view} snapshot={snapshot} ask={ask} />
      <p className="sr-only" aria-live="polite">
        {view.kind === "lobby" ? "" : t.room.nowIn(t.phase[view.kind])}
      </p>
    </div>
  );
};

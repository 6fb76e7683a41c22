// The room: one clock, the stage for this phase, people or chat at the side.
import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useState } from "react";
import type { RoomState } from "#core/domain/lock-in/room-state.ts";
import type { LiveActor, LiveSnapshot } from "#web/lib/live.ts";
import { renew } from "#web/lib/renew.ts";
import { currentUser } from "#web/lib/session.ts";
import { useServerNow } from "#web/lib/use-server-now.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { roomPhase } from "#core/domain/lock-in/room-state.ts";
import { ListeningNote } from "./ListeningNote.tsx";
import { RoomHeader } from "./RoomHeader.tsx";
import { RoomSide } from "./RoomSide.tsx";
import { RoomStage } from "./RoomStage.tsx";
import { RoomNotices } from "./RoomNotices.tsx";
import { roomView } from "./room-view.ts";
import { StageSkeleton } from "./StageSkeleton.tsx";
import { usePhaseEdge } from "./use-phase-edge.ts";
import { useRoomCommands } from "./use-room-commands.ts";
import { useVoiceDoor } from "./voice/use-voice-door.ts";

const VoicePanel = lazy(() => import("./voice/VoicePanel.tsx").then(({ VoicePanel }) => ({ default: VoicePanel })));
const SharedSlideshow = lazy(() =>
  import("#web/features/slideshow/SharedSlideshow.tsx").then((module) => ({ default: module.SharedSlideshow })),
) as typeof import("#web/features/slideshow/SharedSlideshow.tsx").SharedSlideshow;
const ShowDeckDialog = lazy(() =>
  import("#web/features/slideshow/ShowDeckDialog.tsx").then((module) => ({ default: module.ShowDeckDialog })),
) as typeof import("#web/features/slideshow/ShowDeckDialog.tsx").ShowDeckDialog;

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
  const voice = useVoiceDoor(view, snapshot.status === "polling" || view.isListening);
  const [choosing, setChoosing] = useState(false);
  const user = currentUser();
  const nameOf = (id: string) => state.roster.find((member) => member.user === id)?.name ?? t.room.somebody;
  const slideshow =
    state.show === undefined || user === null ? null : (
      <Suspense fallback={<StageSkeleton />}>
        <SharedSlideshow
          actor={actor}
          snapshot={snapshot}
          show={state.show}
          driver={state.driver}
          self={user.id}
          nameOf={nameOf}
          claim={null}
          isListening={view.isListening}
        />
      </Suspense>
    );
  const inBreak = view.kind === "break" || view.kind === "long_break";
  return (
    <div className={inBreak ? "room in-break" : "room"} data-phase={view.kind}>
      <div className="room-top">
        <RoomHeader state={state} view={view} ask={ask} joinVoice={voice.join} />
        {voice.isShown && !view.isListening && snapshot.self !== null && (
          <Suspense fallback={null}>
            <VoicePanel
              key={actor.client}
              actor={actor}
              snapshot={snapshot}
              view={view}
              self={snapshot.self.user}
              joins={voice.isWanted}
              want={voice.want}
            />
          </Suspense>
        )}
      </div>
      <section className="stage" aria-label={t.room.session}>
        <RoomNotices snapshot={snapshot} />
        {view.isListening && <ListeningNote roomId={state.room.id} />}
        <RoomStage
          state={state}
          view={view}
          word={word}
          ask={ask}
          showSlides={user === null || user.role === "guest" ? null : () => setChoosing(true)}
          slideshow={slideshow}
        />
      </section>
      <RoomSide state={state} view={view} snapshot={snapshot} ask={ask} />
      {choosing && (
        <Suspense fallback={null}>
          <ShowDeckDialog actor={actor} fence={view.fence} onClose={() => setChoosing(false)} />
        </Suspense>
      )}
      <p className="sr-only" aria-live="polite">
        {view.kind === "lobby" ? "" : t.room.nowIn(t.phase[view.kind])}
      </p>
    </div>
  );
};

// Slides above a conversation: whoever shows first presents; owners and admins of a group may take over.
import { lazy, Suspense } from "react";
import { mayModerate } from "#core/domain/conversations/conversation-state.ts";
import { driverOf } from "#core/domain/conversations/presenting.ts";
import type { ConversationState } from "#core/protocol/conversations.ts";
import type { LiveActor, LiveSnapshot } from "#web/lib/live.ts";
import { Skeleton } from "#web/ui/Skeleton.tsx";

const SharedSlideshow = lazy(() =>
  import("#web/features/slideshow/SharedSlideshow.tsx").then((module) => ({ default: module.SharedSlideshow })),
) as typeof import("#web/features/slideshow/SharedSlideshow.tsx").SharedSlideshow;
const ShowDeckDialog = lazy(() =>
  import("#web/features/slideshow/ShowDeckDialog.tsx").then((module) => ({ default: module.ShowDeckDialog })),
) as typeof import("#web/features/slideshow/ShowDeckDialog.tsx").ShowDeckDialog;

type SlideshowProps = {
  readonly actor: LiveActor<ConversationState>;
  readonly snapshot: LiveSnapshot<ConversationState>;
  readonly state: ConversationState;
  readonly self: string;
  readonly nameOf: (user: string) => string;
  readonly isChoosing: boolean;
  readonly onChosen: () => void;
};

/** What is shown is not sealed, and one person presents at a time. */
export const mayShowSlides = (state: ConversationState, self: string): boolean => {
  const { holder } = driverOf(state);
  return state.conversation.encryption === "none" && (holder === null || holder === self);
};

export const TalkSlideshow = ({ actor, snapshot, state, self, nameOf, isChoosing, onChosen }: SlideshowProps) => {
  const isHost = state.conversation.kind === "group" && mayModerate(state, self);
  return (
    <>
      {state.show !== undefined && (
        <div className="talk-show">
          <Suspense fallback={<Skeleton height={200} />}>
            <SharedSlideshow
              actor={actor}
              snapshot={snapshot}
              show={state.show}
              driver={driverOf(state)}
              self={self}
              nameOf={nameOf}
              claim={isHost ? "anybody" : "when_gone"}
            />
          </Suspense>
        </div>
      )}
      {isChoosing && (
        <Suspense fallback={null}>
          <ShowDeckDialog actor={actor} fence={driverOf(state).fence} onClose={onChosen} />
        </Suspense>
      )}
    </>
  );
};

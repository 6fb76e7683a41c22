// What people feel about a slide, for a moment and never kept.
import { useEffect, useState } from "react";
import { afterMs } from "#web/lib/background-timer.ts";
import type { LiveActor } from "#web/lib/live.ts";
import { useDeckWords } from "#web/messages/decks.ts";

const EMOJI = ["👏", "❤️", "😂", "😮", "🤔", "🎉"] as const;
const LASTS_MS = 4_000;
const MOST = 4;

type Reaction = { readonly key: number; readonly by: string; readonly emoji: string };

/** The newest few, each until its moment is over. */
export const useReactions = <State,>(actor: LiveActor<State>, self: string) => {
  const [reactions, setReactions] = useState<readonly Reaction[]>([]);
  const [add] = useState(() => {
    let key = 0;
    return (by: string, emoji: string) => {
      key += 1;
      const one = { key, by, emoji };
      setReactions((all) => [...all, one].slice(-MOST));
      afterMs(LASTS_MS, () => setReactions((all) => all.filter((other) => other !== one)));
    };
  });
  useEffect(
    () =>
      actor.onSignal(({ name, by, data }) => {
        if (name === "reaction") add(by, (data as { emoji: string }).emoji);
      }),
    [actor, add],
  );
  const react = (emoji: string) => {
    actor.signal("reaction", { emoji });
    add(self, emoji);
  };
  return { reactions, react };
};

export const Reacted = ({
  reactions,
  nameOf,
}: {
  reactions: readonly Reaction[];
  nameOf: (user: string) => string;
}) => (
  <div className="reacted" role="log" aria-live="off">
    {reactions.map(({ key, by, emoji }) => (
      <span key={key}>
        <span className="emo">{emoji}</span>
        {nameOf(by)}
      </span>
    ))}
  </div>
);

export const ReactionPicker = ({ react }: { react: (emoji: string) => void }) => {
  const t = useDeckWords();
  return (
    <div className="show-line" role="group" aria-label={t.react}>
      {EMOJI.map((emoji) => (
        <button key={emoji} type="button" className="emo" aria-label={t.reaction(emoji)} onClick={() => react(emoji)}>
          {emoji}
        </button>
      ))}
    </div>
  );
};

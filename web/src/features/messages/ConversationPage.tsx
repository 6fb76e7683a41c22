// A conversation by its address: the conversation itself, or why it is not open.
import { useState } from "react";
import { useLocale } from "#web/messages/locale.tsx";
import { useTalk } from "#web/messages/talk.ts";
import { CLOSE } from "#core/protocol/close-codes.ts";
import { Button } from "#web/ui/Button.tsx";
import { ButtonLink } from "#web/ui/ButtonLink.tsx";
import { EmptyState } from "#web/ui/Notice.tsx";
import { Skeleton } from "#web/ui/Skeleton.tsx";
import { ConversationScreen } from "./ConversationScreen.tsx";
import { useConversation } from "./use-conversation.ts";

const ConversationSkeleton = () => {
  const { t } = useLocale();
  return (
    <section className="talk" aria-busy="true" aria-label={t.loading}>
      <div className="talk-head">
        <span className="skel size-9 rounded-face" />
        <Skeleton width="160px" height={14} />
      </div>
      <div className="talk-scroll grid content-end gap-5 pb-6">
        <Skeleton width="52%" height={16} />
        <Skeleton width="38%" height={16} />
        <Skeleton width="44%" height={36} className="justify-self-end" />
      </div>
    </section>
  );
};

const Note = ({ title, text, children }: { title: string; text: string; children: React.ReactNode }) => (
  <section className="talk px-6 pt-12 md:px-8">
    <EmptyState title={title} text={text}>
      {children}
    </EmptyState>
  </section>
);

export const ConversationPage = ({ id, user }: { id: string; user: string }) => {
  const { t: words } = useLocale();
  const t = useTalk();
  const [attempt, setAttempt] = useState(0);
  const opened = useConversation(id, user, attempt);
  const again = () => setAttempt(attempt + 1);
  if (opened === null) return <ConversationSkeleton />;
  const { closed, state, status } = opened.open.snapshot;
  if (closed !== null) {
    if (closed.code === CLOSE.superseded) {
      return (
        <Note title={t.replacedTitle} text={t.replacedText}>
          <Button look="ink" onClick={again}>
            {t.useHere}
          </Button>
        </Note>
      );
    }
    return (
      <Note title={t.goneTitle} text={t.goneText}>
        <ButtonLink to="/messages">{t.backToList}</ButtonLink>
      </Note>
    );
  }
  if (state !== null) return <ConversationScreen id={id} user={user} opened={opened} state={state} />;
  if (status === "connecting" || status === "catching_up" || status === "live") return <ConversationSkeleton />;
  return (
    <Note title={t.notReachedTitle} text={t.notReachedText}>
      <Button onClick={again}>{words.tryAgain}</Button>
      <ButtonLink look="quiet" to="/messages">
        {t.backToList}
      </ButtonLink>
    </Note>
  );
};

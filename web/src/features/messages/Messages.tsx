// Inbox and conversation: side by side on wide screens, one at a time on phones.
import { useParams } from "react-router";
import { useSession } from "#web/lib/session.ts";
import { useTitle } from "#web/lib/use-title.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { useTalk } from "#web/messages/talk.ts";
import { ButtonLink } from "#web/ui/ButtonLink.tsx";
import { EmptyState } from "#web/ui/Notice.tsx";
import { ConversationPage } from "./ConversationPage.tsx";
import { InboxPane, SEARCH_FIELD_ID } from "./InboxPane.tsx";
import { useKeys } from "./use-keys.ts";

const focusSearch = () => document.getElementById(SEARCH_FIELD_ID)?.focus();

const Title = () => {
  const { t: words } = useLocale();
  const t = useTalk();
  useTitle(t.title, words.product);
  return null;
};

export const Messages = () => {
  const { t: words } = useLocale();
  const t = useTalk();
  const { id } = useParams();
  const session = useSession();
  // In a conversation `/` looks for words there.
  useKeys({ ...(id === undefined ? { "/": focusSearch } : {}), k: focusSearch });
  if (session.kind !== "signed_in") return null;
  const { user } = session;
  if (user.role === "guest") {
    return (
      <div className="page">
        <Title />
        <EmptyState title={t.guestTitle} text={t.guestText} level={1}>
          <ButtonLink to="/register?next=/messages">{words.accounts.register}</ButtonLink>
        </EmptyState>
      </div>
    );
  }
  return (
    <div className="mail">
      {id === undefined && <Title />}
      <InboxPane self={user.id} current={id ?? null} />
      {id === undefined ? (
        <section className="talk-none">
          <EmptyState title={t.chooseTitle} text={t.chooseText} />
        </section>
      ) : (
        <ConversationPage key={id} id={id} user={user.id} />
      )}
    </div>
  );
};

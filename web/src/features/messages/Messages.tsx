// The place of conversations; until they open it says so, and where people talk meanwhile.
import { useTitle } from "#web/lib/use-title.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { ButtonLink } from "#web/ui/ButtonLink.tsx";
import { EmptyState } from "#web/ui/Notice.tsx";

export const Messages = () => {
  const { t } = useLocale();
  useTitle(t.messages.title, t.product);
  return (
    <div className="page">
      <h1 className="title mb-6">{t.messages.title}</h1>
      <EmptyState title={t.messages.emptyTitle} text={t.messages.emptyText}>
        <ButtonLink to="/rooms">{t.messages.toRooms}</ButtonLink>
      </EmptyState>
    </div>
  );
};

import { useLocale } from "#web/messages/locale.tsx";
import { useTitle } from "#web/lib/use-title.ts";
import { ButtonLink } from "#web/ui/ButtonLink.tsx";
import { EmptyState } from "#web/ui/Notice.tsx";
import { SitePage } from "./SitePage.tsx";

export const NotFound = () => {
  const { t } = useLocale();
  useTitle(t.notFound.title, t.product);
  return (
    <SitePage>
      <EmptyState title={t.notFound.title} text={t.notFound.text} level={1}>
        <ButtonLink look="ink" to="/">
          {t.notFound.home}
        </ButtonLink>
      </EmptyState>
    </SitePage>
  );
};

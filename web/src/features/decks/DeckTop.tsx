// The way back, on phones.
import { ChevronLeft } from "lucide-react";
import { useLocale } from "#web/messages/locale.tsx";
import { ButtonLink } from "#web/ui/ButtonLink.tsx";

export const DeckTop = ({ to, title }: { to: string; title: string }) => {
  const { t } = useLocale();
  return (
    <header className="topbar only-phone">
      <ButtonLink look="quiet" iconOnly className="-ms-2" to={to} aria-label={t.back}>
        <ChevronLeft className="icon rtl:-scale-x-100" />
      </ButtonLink>
      <span className="grow truncate text-md font-medium">{title}</span>
    </header>
  );
};

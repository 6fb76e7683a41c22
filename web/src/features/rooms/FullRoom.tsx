// At the door of a public room whose seats are all taken: one may listen.
import { useLocale } from "#web/messages/locale.tsx";
import { ButtonLink } from "#web/ui/ButtonLink.tsx";
import { Banner } from "#web/ui/Notice.tsx";

export const FullRoom = ({ roomId }: { roomId: string }) => {
  const { t } = useLocale();
  return (
    <Banner tone="calm" action={<ButtonLink to={`/rooms/${roomId}?listen`}>{t.join.listen}</ButtonLink>}>
      {t.join.fullText}
    </Banner>
  );
};

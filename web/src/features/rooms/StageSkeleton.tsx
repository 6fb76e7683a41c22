// A slide's place before its code is here.
import { useLocale } from "#web/messages/locale.tsx";

export const StageSkeleton = () => {
  const { t } = useLocale();
  return (
    <div className="mx-auto w-full max-w-[860px]" aria-busy="true" aria-label={t.loading}>
      <span className="skel block aspect-video w-full rounded-md" />
    </div>
  );
};

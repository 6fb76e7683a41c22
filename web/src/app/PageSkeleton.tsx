import { useLocale } from "#web/messages/locale.tsx";
import { RowSkeletons, Skeleton } from "#web/ui/Skeleton.tsx";

/** Until a page's code or its first answer is here. */
export const PageSkeleton = () => {
  const { t } = useLocale();
  return (
    <div className="page" aria-busy="true" aria-label={t.loading}>
      <Skeleton className="mb-8" width="min(260px, 60%)" height={30} />
      <RowSkeletons rows={4} />
    </div>
  );
};

// In the shape of what comes; never a spinner on a blank page.
import type { CSSProperties } from "react";
import { useLocale } from "#web/messages/locale.tsx";

export const Skeleton = ({ width, height, className = "" }: { width?: string; height: number; className?: string }) => (
  <span className={`skel ${className}`} style={{ inlineSize: width ?? "100%", blockSize: height }} />
);

export const RowSkeletons = ({ rows, faces = true }: { rows: number; faces?: boolean }) => {
  const { t } = useLocale();
  return (
    <ul
      className="list"
      aria-busy="true"
      aria-label={t.loading}
      style={{ "--inset": faces ? "52px" : "0" } as CSSProperties}
    >
      {Array.from({ length: rows }, (_, row) => (
        <li key={row} className="row min-h-[60px]">
          {faces && <span className="skel size-10 rounded-face" />}
          <span className="grid grow gap-2">
            <Skeleton width="44%" height={12} />
            <Skeleton width="76%" height={10} />
          </span>
        </li>
      ))}
    </ul>
  );
};

// A quiet page of its own outside the shell: sign in, join, not found.
import type { ReactNode } from "react";
import { Link } from "react-router";
import { useLocale } from "#web/messages/locale.tsx";
import { Logo } from "#web/ui/Logo.tsx";

export const SitePage = ({ children, end }: { children: ReactNode; end?: ReactNode }) => {
  const { t } = useLocale();
  return (
    <div className="site">
      <header className="site-head">
        <span className="grow">
          <Link className="brand w-fit" to="/">
            <Logo />
            {t.product}
          </Link>
        </span>
        {end}
      </header>
      <main className="mx-auto w-full max-w-[400px] pt-6 pb-16 md:pt-16" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
};

// Settings: one page per section, a list beside them on wide screens and above them on phones.
import type { ComponentType } from "react";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { Link, useParams } from "react-router";
import { NotFound } from "#web/app/NotFound.tsx";
import { logout, useSession } from "#web/lib/session.ts";
import { useTitle } from "#web/lib/use-title.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { useMediaWords } from "#web/messages/media.ts";
import { Button } from "#web/ui/Button.tsx";
import { ButtonLink } from "#web/ui/ButtonLink.tsx";
import { AppearanceSettings } from "./AppearanceSettings.tsx";
import { DataSettings } from "./DataSettings.tsx";
import { DaySettings } from "./DaySettings.tsx";
import { PrivacySettings } from "./PrivacySettings.tsx";
import { ProfileSettings } from "./ProfileSettings.tsx";
import { SessionSettings } from "./SessionSettings.tsx";

const SECTIONS = {
  profile: ProfileSettings,
  appearance: AppearanceSettings,
  privacy: PrivacySettings,
  days: DaySettings,
  sessions: SessionSettings,
  data: DataSettings,
} as const satisfies Record<string, ComponentType>;
type Section = keyof typeof SECTIONS;

const isSection = (name: string): name is Section => name in SECTIONS;

const SectionList = ({ current }: { current: Section | null }) => {
  const { t } = useLocale();
  const media = useMediaWords();
  return (
    <nav aria-label={t.settings.title}>
      <ul className="list settings-list">
        {(Object.keys(SECTIONS) as Section[]).map((section) => (
          <li key={section}>
            <Link
              to={`/settings/${section}`}
              aria-current={section === current ? "page" : undefined}
              className="aria-[current]:font-medium aria-[current]:text-ink text-ink-2"
            >
              <span className="grow">{t.settings[section]}</span>
              <ChevronRight className="icon s rtl:-scale-x-100" />
            </Link>
          </li>
        ))}
        <li>
          <Link to="/streak" className="text-ink-2">
            <span className="grow">{t.settings.streak}</span>
            <ChevronRight className="icon s rtl:-scale-x-100" />
          </Link>
        </li>
        <li>
          <Link to="/library" className="text-ink-2">
            <span className="grow">{media.library}</span>
            <ChevronRight className="icon s rtl:-scale-x-100" />
          </Link>
        </li>
      </ul>
      <Button look="quiet" className="mt-4 -ms-3" onClick={() => void logout()}>
        {t.accounts.signOut}
      </Button>
    </nav>
  );
};

export const Settings = () => {
  const { t } = useLocale();
  const { section } = useParams();
  const session = useSession();
  const shown = section === undefined ? null : isSection(section) ? section : undefined;
  useTitle(shown == null ? t.settings.title : t.settings[shown], t.product);
  if (shown === undefined) return <NotFound />;
  if (session.kind !== "signed_in") return null;
  const current = shown ?? "profile";
  const Panel = SECTIONS[current];
  return (
    <>
      <header className="topbar only-phone">
        <ButtonLink
          look="quiet"
          iconOnly
          className="-ms-2"
          to={shown === null ? "/streak" : "/settings"}
          aria-label={t.back}
        >
          <ChevronLeft className="icon rtl:-scale-x-100" />
        </ButtonLink>
        <span className="grow text-md font-medium">{shown === null ? t.settings.title : t.settings[shown]}</span>
      </header>
      <div className="page">
        <h1 className="title mb-8 only-wide">{t.settings.title}</h1>
        <div className="grid gap-10 md:grid-cols-[220px_minmax(0,1fr)] md:gap-16">
          <div className={shown === null ? "" : "only-wide"}>
            <SectionList current={current} />
          </div>
          <section className={shown === null ? "only-wide" : ""} aria-labelledby="section-title">
            <h2 id="section-title" className="heading mb-6 only-wide">
              {t.settings[current]}
            </h2>
            <Panel key={session.user.id} />
          </section>
        </div>
      </div>
    </>
  );
};

// Four entries: a rail from 768 px, tabs below. The entry you are in has its window lit.
import type { ReactNode } from "react";
import { Link, useLocation } from "react-router";
import { useLocale } from "#web/messages/locale.tsx";
import { MessagesIcon, RoomsIcon, TodayIcon, YouIcon } from "./house-icons.tsx";
import { Logo } from "./Logo.tsx";

type Entry = {
  readonly to: string;
  readonly label: string;
  readonly icon: ReactNode;
  readonly current: boolean;
  readonly badge?: ReactNode;
};

const useEntries = (waiting: ReactNode): readonly Entry[] => {
  const { t } = useLocale();
  const { pathname } = useLocation();
  const under = (...paths: string[]) => paths.some((path) => pathname === path || pathname.startsWith(`${path}/`));
  return [
    { to: "/", label: t.nav.today, icon: <TodayIcon />, current: pathname === "/" },
    { to: "/rooms", label: t.nav.rooms, icon: <RoomsIcon />, current: under("/rooms") },
    {
      to: "/messages",
      label: t.nav.messages,
      icon: <MessagesIcon />,
      current: under("/messages", "/people"),
      badge: waiting,
    },
    { to: "/streak", label: t.nav.you, icon: <YouIcon />, current: under("/streak", "/settings") },
  ];
};

/** `waiting`: how many conversations do, beside their entry. */
export const Rail = ({ live, me, waiting }: { live?: ReactNode; me?: ReactNode; waiting?: ReactNode }) => {
  const { t } = useLocale();
  return (
    <nav className="rail" aria-label={t.nav.main}>
      <Link className="brand" to="/">
        <Logo />
        <span className="label">{t.product}</span>
      </Link>
      {useEntries(waiting).map(({ to, label, icon, current, badge }) => (
        <Link key={to} className="nav-item" to={to} aria-current={current ? "page" : undefined}>
          {icon}
          <span className="label">{label}</span>
          {badge}
        </Link>
      ))}
      <div className="end">
        {live}
        {me}
      </div>
    </nav>
  );
};

export const Tabs = ({ waiting }: { waiting?: ReactNode }) => {
  const { t } = useLocale();
  return (
    <nav className="tabs" aria-label={t.nav.main}>
      {useEntries(waiting).map(({ to, label, icon, current, badge }) => (
        <Link key={to} to={to} aria-current={current ? "page" : undefined}>
          {icon}
          {label}
          {badge}
        </Link>
      ))}
    </nav>
  );
};

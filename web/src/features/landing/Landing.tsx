// Signed out: what this is, and a real room one tap away. Knows no router, so that it stays light.
import { type MouseEvent, useEffect, useState } from "react";
import { signInAsGuest } from "#web/lib/session.ts";
import { usePolled } from "#web/lib/use-polled.ts";
import { failureText } from "#web/messages/failures.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { joinRoom } from "#web/features/rooms/rooms-api.ts";
import { guestNumber } from "#web/features/accounts/guest-number.ts";
import { buttonClass } from "#web/ui/button-class.ts";
import { Logo } from "#web/ui/Logo.tsx";
import { EmptyState } from "#web/ui/Notice.tsx";
import { Skeleton } from "#web/ui/Skeleton.tsx";
import { Facade } from "./Facade.tsx";
import { LiveRoomCard } from "./LiveRoomCard.tsx";
import { lookAround } from "./live-room.ts";
import { Promises } from "./Promises.tsx";

const LOOK_EVERY_MS = 15_000;

const CardSkeleton = () => (
  <section className="live-room" aria-busy="true">
    <div className="grid gap-2">
      <Skeleton width="40%" height={16} />
      <Skeleton width="60%" height={12} />
    </div>
    <Skeleton className="mx-auto rounded-full! max-w-[188px] aspect-square lg:max-w-[232px]" height={188} />
    <Skeleton height={48} />
  </section>
);

export const Landing = ({ open }: { open: (path: string) => void }) => {
  const { t } = useLocale();
  const { data: house, error } = usePolled(lookAround, LOOK_EVERY_MS);
  const [joining, setJoining] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  useEffect(() => {
    document.title = t.landing.title;
  }, [t]);

  const to = (path: string) => ({
    href: path,
    onClick(event: MouseEvent) {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
      event.preventDefault();
      open(path);
    },
  });

  const door = house?.door ?? null;
  const join = async () => {
    if (door === null) return;
    setJoining(true);
    setFailure(null);
    try {
      await signInAsGuest(t.accounts.guestName(guestNumber()));
      await joinRoom({ roomId: door.id });
      open(`/rooms/${door.id}`);
    } catch (cause) {
      setFailure(failureText(cause, t));
      setJoining(false);
    }
  };

  return (
    <div className="site">
      <header className="site-head">
        <a className="brand grow" {...to("/")}>
          <Logo />
          {t.product}
        </a>
        <a className={buttonClass({ look: "quiet" }, "only-wide")} {...to("/rooms")}>
          {t.nav.rooms}
        </a>
        <a className={buttonClass({ look: "quiet" })} {...to("/login")}>
          {t.accounts.signIn}
        </a>
      </header>
      <main>
        <section className="hero">
          <div>
            <h1>{t.landing.headline}</h1>
            <p className="lede">{t.landing.lede}</p>
            <div className="mt-8 flex flex-wrap items-center gap-3 only-wide">
              <a className={buttonClass({ look: "ink", large: true })} {...to("/register")}>
                {t.landing.createAccount}
              </a>
              <span className="text-ink-2">
                {t.landing.free}
                <br />
                {t.landing.noAccount}
              </span>
            </div>
          </div>
          {door !== null ? (
            <LiveRoomCard door={door} joining={joining} failure={failure} join={() => void join()} />
          ) : house === null && error === null ? (
            <CardSkeleton />
          ) : (
            <section className="live-room" aria-label={t.landing.liveNow}>
              <EmptyState
                title={house === null ? t.errors.title : t.landing.noRoom}
                text={house === null ? failureText(error, t) : t.landing.noRoomText}
              >
                <a className={buttonClass({ look: "plain" })} {...to("/register")}>
                  {t.landing.openRoom}
                </a>
              </EmptyState>
            </section>
          )}
        </section>
        {house !== null && <Facade people={house.people} />}
        <Promises />
      </main>
      <footer className="site-foot">
        <span className="grow">{t.product}</span>
        <a href="/api/docs">{t.landing.api}</a>
      </footer>
    </div>
  );
};

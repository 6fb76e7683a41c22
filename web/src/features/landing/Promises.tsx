// Three promises, each shown by what it is about; nothing here pretends to be somebody.
import { Link2 } from "lucide-react";
import { useServerNow } from "#web/lib/use-server-now.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { DaySign } from "#web/ui/Day.tsx";

/** The true time in three places: one second, three wall clocks. */
const PLACES = ["Europe/Berlin", "Asia/Tokyo", "America/Lima"] as const;

const Clocks = () => {
  const { format } = useLocale();
  const now = useServerNow();
  return (
    <span className="row gap-5">
      {PLACES.map((timeZone) => (
        <span key={timeZone} className="grid gap-1">
          <span className="text-lg font-strong tracking-snug tabular">{format.second(now, timeZone)}</span>
          <span className="text-xs text-ink-3">{timeZone.split("/")[1]}</span>
        </span>
      ))}
    </span>
  );
};

export const Promises = () => {
  const { t } = useLocale();
  return (
    <section className="promises">
      <div>
        <div className="demo" aria-hidden="true">
          <Clocks />
        </div>
        <h2>{t.landing.clockTitle}</h2>
        <p>{t.landing.clockText}</p>
      </div>
      <div>
        <div className="demo" aria-hidden="true">
          <span className="legend w-full max-w-[340px]">
            <span>
              <DaySign state="kept" level={3} />
              {t.streak.verdict.kept}
            </span>
            <span>
              <DaySign state="freeze" />
              {t.streak.legend.freeze}
            </span>
            <span>
              <DaySign state="rest" />
              {t.streak.legend.rest}
            </span>
            <span>
              <DaySign state="travel" />
              {t.streak.legend.travel}
            </span>
            <span>
              <DaySign state="provisional" />
              {t.streak.legend.provisional}
            </span>
          </span>
        </div>
        <h2>{t.landing.streakTitle}</h2>
        <p>{t.landing.streakText}</p>
      </div>
      <div>
        <div className="demo" aria-hidden="true">
          <span className="row rounded-sm bg-sunken px-3 py-2 text-ink-2">
            <Link2 className="icon s" />
            {location.host}/j/…
          </span>
        </div>
        <h2>{t.landing.doorTitle}</h2>
        <p>{t.landing.doorText}</p>
      </div>
    </section>
  );
};

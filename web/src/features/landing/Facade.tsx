import { useLocale } from "#web/messages/locale.tsx";
import { facadeLevels } from "./facade.ts";

export const Facade = ({ people }: { people: number }) => {
  const { t } = useLocale();
  return (
    <section aria-label={t.landing.lights}>
      <div className="facade" aria-hidden="true">
        {Array.from(facadeLevels(people), (level, window) => (
          <i key={`window-${window}`} data-level={level === 0 ? undefined : level} />
        ))}
      </div>
      <p className="facade-note">{people === 0 ? t.landing.lightsOff : t.landing.lightsOn(people)}</p>
    </section>
  );
};

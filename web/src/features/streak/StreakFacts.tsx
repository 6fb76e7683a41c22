// The number, and the four facts beside it.
import type { Streak } from "#core/protocol/streaks.ts";
import { zoneName } from "#web/messages/formats.ts";
import { useLocale } from "#web/messages/locale.tsx";

const METER_WINDOWS = 14;

const todayWord = (
  { today }: Streak,
  words: { kept: string; open: string; freeze: string; rest: string; travel: string; other: string },
): string => {
  switch (today.state) {
    case "kept":
    case "open":
    case "freeze":
    case "rest":
    case "travel":
      return words[today.state];
    default:
      return words.other;
  }
};

export const StreakFacts = ({ streak }: { streak: Streak }) => {
  const { t, format } = useLocale();
  const strength = Math.round(streak.strength);
  const lit = Math.round((strength / 100) * METER_WINDOWS);
  return (
    <div className="streak-top mb-10">
      <h1 className="huge">
        <span className="n">{format.number(streak.current)}</span>{" "}
        <span className="title font-medium!">{t.today.daysKept(streak.current)}</span>
      </h1>
      <dl className="facts">
        <div>
          <dt>{t.streak.strength}</dt>
          <dd>
            {t.streak.strengthOf(strength)}
            <div className="meter" aria-hidden="true">
              {Array.from({ length: METER_WINDOWS }, (_, window) => (
                <i key={window} className={window < lit ? "on" : ""} />
              ))}
            </div>
          </dd>
        </div>
        <div>
          <dt>{t.streak.longest}</dt>
          <dd>
            {t.streak.days(streak.longest)}
            {streak.longestFrom !== null && streak.longestTo !== null && (
              <small>{t.streak.fromTo(format.dateShort(streak.longestFrom), format.dateShort(streak.longestTo))}</small>
            )}
          </dd>
        </div>
        <div>
          <dt>{t.streak.freezes}</dt>
          <dd>
            {t.streak.inHand(streak.freezes)}
            <small>
              {streak.freezes === 2 ? t.streak.byThemselves : t.streak.nextFreeze(7 - streak.keptTowardsFreeze)}
            </small>
          </dd>
        </div>
        <div>
          <dt>{t.streak.today}</dt>
          <dd>
            {todayWord(streak, t.streak.todayState)}
            <small>{t.streak.ends(format.time(streak.today.endsAt, streak.timeZone), zoneName(streak.timeZone))}</small>
          </dd>
        </div>
      </dl>
    </div>
  );
};

// One person of a room: face, name, goal on one line, and one badge at the end.
import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { useLocale } from "#web/messages/locale.tsx";
import { Face } from "./Face.tsx";
import { WheelIcon } from "./house-icons.tsx";
import type { PresenceKind } from "./Presence.tsx";

type RosterItemProps = {
  readonly id: string;
  readonly name: string;
  readonly what: string | null;
  readonly presence: PresenceKind;
  readonly you: boolean;
  readonly done: boolean;
  readonly driver: boolean;
  /** Beside the name. */
  readonly mark?: ReactNode;
};

const Badge = ({ presence, done, driver }: Pick<RosterItemProps, "presence" | "done" | "driver">) => {
  const { t } = useLocale();
  if (presence === "reconnecting") return <span className="badge warn">{t.room.presence.reconnecting}</span>;
  if (done) {
    return (
      <span className="badge ok">
        <Check className="icon xs" />
        {t.room.done}
      </span>
    );
  }
  if (!driver) return null;
  return (
    <span className="badge">
      <WheelIcon />
      {t.room.driver}
    </span>
  );
};

export const RosterItem = ({ id, name, what, presence, you, done, driver, mark }: RosterItemProps) => {
  const { t } = useLocale();
  return (
    <li>
      <Face id={id} name={name} size={40} presence={presence} presenceLabel={t.room.presence[presence]} />
      <div className="grow">
        <div className="who">
          <span className="truncate">{name}</span>
          {you && <span className="font-regular text-ink-3">{t.you}</span>}
          {mark}
        </div>
        {what !== null && (
          <div className="what truncate" title={what}>
            {what}
          </div>
        )}
      </div>
      <Badge presence={presence} done={done} driver={driver} />
    </li>
  );
};

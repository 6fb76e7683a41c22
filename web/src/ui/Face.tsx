// A person: initials on a rounded window, presence told by shape, a lamp check for a finished goal.
import { Check } from "lucide-react";
import type { CSSProperties } from "react";
import { Presence, type PresenceKind } from "./Presence.tsx";

export type FaceSize = 22 | 28 | 36 | 40 | 44 | 56;

export const initialsOf = (name: string): string => {
  const words = name
    .trim()
    .split(/\s+/)
    .filter((word) => word !== "");
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters
    .map((word) => [...(word ?? "")][0] ?? "")
    .join("")
    .toLocaleUpperCase();
};

/** One hue per person, the same on every device. */
export const hueOf = (id: string): number => {
  let hash = 0;
  for (const letter of id) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 360_000;
  return Math.round((hash % 360) / 15) * 15;
};

type FaceProps = {
  readonly id: string;
  readonly name: string;
  readonly size?: FaceSize;
  readonly presence?: PresenceKind;
  readonly presenceLabel?: string;
  readonly finished?: string | undefined;
};

export const Face = ({ id, name, size = 36, presence, presenceLabel, finished }: FaceProps) => (
  <span
    className={presence === "gone" ? "face off" : "face"}
    data-size={size}
    style={{ "--face-hue": hueOf(id) } as CSSProperties}
    title={name}
  >
    <span className="letters" aria-hidden="true">
      {initialsOf(name)}
    </span>
    {finished !== undefined && (
      <span className="finished-mark" role="img" aria-label={finished}>
        <Check className="icon" />
      </span>
    )}
    {presence !== undefined && <Presence kind={presence} label={presenceLabel ?? ""} />}
  </span>
);

/** Side by side, never overlapped; what does not fit is a number. */
export const FaceStack = ({
  people,
  most,
  total,
}: {
  people: readonly { id: string; name: string }[];
  most: number;
  total?: number;
}) => {
  const shown = people.slice(0, most);
  const rest = (total ?? people.length) - shown.length;
  return (
    <span className="faces">
      {shown.map(({ id, name }) => (
        <Face key={id} id={id} name={name} size={28} />
      ))}
      {rest > 0 && (
        <span className="face more" data-size={28}>
          +{rest}
        </span>
      )}
    </span>
  );
};

// Full = here, half = another tab in front, dashed = reconnecting, hollow = gone.
export type PresenceKind = "here" | "away" | "reconnecting" | "gone";

const Shape = ({ kind }: { kind: PresenceKind }) => {
  switch (kind) {
    case "here":
      return <circle cx="7" cy="7" r="4.5" fill="currentColor" />;
    case "away":
      return (
        <>
          <circle cx="7" cy="7" r="3.7" fill="none" stroke="currentColor" strokeWidth="1.6" />
          <path d="M7 3.300a3.7 3.7 0 0 1 0 7.400z" fill="currentColor" />
        </>
      );
    case "reconnecting":
      return (
        <circle cx="7" cy="7" r="3.9" fill="none" stroke="currentColor" strokeWidth="1.8" strokeDasharray="2.6 1.484" />
      );
    case "gone":
      return <circle cx="7" cy="7" r="3.9" fill="none" stroke="currentColor" strokeWidth="1.6" />;
  }
};

/** `inline`: a mark beside a word that already says it. */
export const Presence = ({ kind, label, inline = false }: { kind: PresenceKind; label: string; inline?: boolean }) => (
  <span className={inline ? "presence inline-mark" : "presence"} data-presence={kind}>
    <svg
      viewBox="0 0 14 14"
      {...(inline || label === "" ? { "aria-hidden": true } : { role: "img", "aria-label": label })}
    >
      <Shape kind={kind} />
    </svg>
  </span>
);

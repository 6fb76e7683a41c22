// A line of a conversation: others on paper with a face per run, own as a bubble at the end side.
import { Clock } from "lucide-react";
import { useLocale } from "#web/messages/locale.tsx";
import { Face } from "./Face.tsx";

type OtherProps = {
  readonly user: string;
  readonly name: string;
  readonly text: string;
  readonly at: number;
  readonly more: boolean;
};

export const OtherMessage = ({ user, name, text, at, more }: OtherProps) => {
  const { format } = useLocale();
  return (
    <article className={more ? "msg more" : "msg"}>
      {!more && (
        <>
          <Face id={user} name={name} />
          <div className="by">
            {name}
            <time dateTime={new Date(at).toISOString()} title={format.moment(at)}>
              {format.time(at)}
            </time>
          </div>
        </>
      )}
      <p>{text}</p>
    </article>
  );
};

/** `state`: only the last of a run carries one; waiting is an outline instead of a fill. */
export const OwnMessage = ({
  text,
  at,
  more,
  last,
  waiting,
}: {
  text: string;
  at: number | null;
  more: boolean;
  last: boolean;
  waiting: string | null;
}) => {
  const { format } = useLocale();
  return (
    <article className={`own ${more ? "more" : ""} ${waiting === null ? "" : "waiting"}`}>
      <p>{text}</p>
      {last && (
        <span className="stamp">
          {waiting !== null ? (
            <>
              <Clock className="icon xs" />
              {waiting}
            </>
          ) : (
            at !== null && format.time(at)
          )}
        </span>
      )}
    </article>
  );
};

// One message as it stands in the timeline: by others on paper, one's own in a bubble, with what became of it.
import { Check, CheckCheck, Clock } from "lucide-react";
import { memo, type ReactNode } from "react";
import { useLocale } from "#web/messages/locale.tsx";
import { useTalk } from "#web/messages/talk.ts";
import { Face } from "#web/ui/Face.tsx";
import { Attachments } from "#web/features/media/Attachments.tsx";
import { useMediaWords } from "#web/messages/media.ts";
import { UploadLine } from "#web/features/media/UploadLine.tsx";
import type { Upload } from "#web/features/media/upload-progress.ts";
import { mentionedIn } from "./mentions.ts";
import { MessageText } from "./MessageText.tsx";
import type { Delivery, Quote, Row } from "./timeline.ts";

export type Names = (user: string) => string;

type MessageRowOf = Extract<Row, { kind: "message" }>;
type WaitingRowOf = Extract<Row, { kind: "waiting" }>;

const LATE_MS = 2 * 60_000;

const QuoteLine = ({ quote, nameOf, jump }: { quote: Quote; nameOf: Names; jump: (seq: number) => void }) => {
  const t = useTalk();
  return (
    <button type="button" className="quote" onClick={() => jump(quote.seq)}>
      {quote.user === null ? (
        t.earlier
      ) : (
        <>
          <span className="font-medium text-ink">{nameOf(quote.user)}</span> {quote.text ?? t.removed}
        </>
      )}
    </button>
  );
};

type BodyProps = { readonly message: MessageRowOf["message"]; readonly self: string; readonly nameOf: Names };

const Body = ({ message, self, nameOf }: BodyProps) => {
  const t = useTalk();
  const { format } = useLocale();
  const { body, editedAt } = message;
  if (body === null) return <p className="tombstone">{t.removed}</p>;
  if (body.kind === "sealed") return <p className="tombstone">{t.sealed}</p>;
  return (
    <>
      {body.attachments !== undefined && <Attachments attachments={body.attachments} />}
      {body.text !== "" && (
        <p dir="auto">
          <MessageText text={body.text} named={mentionedIn(message, body.text, nameOf, t.somebody)} self={self} />
          {editedAt !== null && (
            <span className="edited-mark" title={format.moment(editedAt)}>
              {t.edited}
            </span>
          )}
        </p>
      )}
    </>
  );
};

const State = ({ delivery, nameOf, everyone }: { delivery: Delivery; nameOf: Names; everyone: number }) => {
  const t = useTalk();
  const { format } = useLocale();
  if (delivery.kind !== "read") {
    const isSent = delivery.kind === "sent";
    return (
      <>
        {isSent ? <Check className="icon xs" /> : <CheckCheck className="icon xs" />}
        {isSent ? t.sent : t.delivered}
      </>
    );
  }
  const { by } = delivery;
  const words =
    everyone === 1
      ? t.read
      : by.length === everyone
        ? t.readByAll
        : t.readBy(format.list(by.slice(0, 3).map((user) => nameOf(user).split(" ")[0] ?? "")));
  return (
    <>
      <CheckCheck className="icon xs" />
      {words}
    </>
  );
};

const Reactions = ({
  message,
  self,
  nameOf,
  react,
}: {
  message: MessageRowOf["message"];
  self: string;
  nameOf: Names;
  react: (emoji: string, on: boolean) => void;
}) => {
  const t = useTalk();
  const { format } = useLocale();
  if (message.reactions.length === 0) return null;
  return (
    <div className="reactions">
      {message.reactions.map(({ emoji, users }) => {
        const mine = users.some((user) => user === self);
        const names = format.list(users.slice(0, 8).map(nameOf));
        return (
          <button
            key={emoji}
            type="button"
            aria-pressed={mine}
            aria-label={t.reaction(emoji, names)}
            title={names}
            onClick={() => react(emoji, !mine)}
          >
            <span className="emo">{emoji}</span> <span>{users.length}</span>
          </button>
        );
      })}
    </div>
  );
};

type MessageRowProps = {
  readonly row: MessageRowOf;
  readonly self: string;
  readonly nameOf: Names;
  /** How many others there are to read it. */
  readonly everyone: number;
  readonly jump: (seq: number) => void;
  readonly react: (seq: number, emoji: string, on: boolean) => void;
  /** Opens somebody's profile. */
  readonly look: (user: string) => void;
  readonly actions: ReactNode;
};

export const MessageRow = memo(({ row, self, nameOf, everyone, jump, react, look, actions }: MessageRowProps) => {
  const t = useTalk();
  const { format } = useLocale();
  const { message, own, more, quote, delivery, readers } = row;
  const { at, composedAt } = message;
  const writtenAt = composedAt !== null && at - composedAt > LATE_MS ? composedAt : null;
  const time = (
    <time dateTime={new Date(at).toISOString()} title={format.moment(at)}>
      {format.time(at)}
      {writtenAt !== null && ` · ${t.sentLater(format.when(writtenAt))}`}
    </time>
  );
  const reactions = (
    <Reactions message={message} self={self} nameOf={nameOf} react={(emoji, on) => react(message.seq, emoji, on)} />
  );
  return (
    <>
      {own ? (
        <article className={more ? "own more" : "own"}>
          {quote !== null && <QuoteLine quote={quote} nameOf={nameOf} jump={jump} />}
          <Body message={message} self={self} nameOf={nameOf} />
          {reactions}
          {delivery !== null && (
            <span className="stamp">
              {time}
              <State delivery={delivery} nameOf={nameOf} everyone={everyone} />
            </span>
          )}
          {actions}
        </article>
      ) : (
        <article className={more ? "msg more" : "msg"}>
          {!more && (
            <>
              <button type="button" className="face-button" onClick={() => look(message.user)}>
                <Face id={message.user} name={nameOf(message.user)} />
                <span className="sr-only">{t.look(nameOf(message.user))}</span>
              </button>
              <div className="by">
                {nameOf(message.user)}
                {time}
              </div>
            </>
          )}
          {quote !== null && <QuoteLine quote={quote} nameOf={nameOf} jump={jump} />}
          <Body message={message} self={self} nameOf={nameOf} />
          {reactions}
          {actions}
        </article>
      )}
      {readers.length > 0 && everyone > 1 && (
        <div className="readers" role="img" aria-label={t.readBy(format.list(readers.slice(0, 8).map(nameOf)))}>
          {readers.slice(0, 8).map((user) => (
            <Face key={user} id={user} name={nameOf(user)} size={22} />
          ))}
        </div>
      )}
    </>
  );
});

export const WaitingRow = memo(
  ({
    row,
    self,
    nameOf,
    jump,
    isOnline,
    uploads,
  }: {
    row: WaitingRowOf;
    self: string;
    nameOf: Names;
    jump: (seq: number) => void;
    isOnline: boolean;
    /** Files it still waits for, or waited for a moment ago. */
    uploads: readonly Upload[];
  }) => {
    const t = useTalk();
    const media = useMediaWords();
    const { send, quote, more, last } = row;
    const { body } = send;
    const isHeld = uploads.length > 0;
    return (
      <article className={more ? "own waiting more" : "own waiting"}>
        {quote !== null && <QuoteLine quote={quote} nameOf={nameOf} jump={jump} />}
        {isHeld ? (
          <ul className="upload-list">
            {uploads.map((upload) => (
              <UploadLine key={upload.id} upload={upload} />
            ))}
          </ul>
        ) : (
          body.kind === "plain" && body.attachments !== undefined && <Attachments attachments={body.attachments} />
        )}
        {body.kind === "plain" && body.text !== "" && (
          <p dir="auto">
            <MessageText text={body.text} named={mentionedIn(send, body.text, nameOf, t.somebody)} self={self} />
          </p>
        )}
        {body.kind === "sealed" && <p>{t.sealed}</p>}
        {(last || isHeld) && (
          <span className="stamp">
            <Clock className="icon xs" />
            {isHeld ? media.sendsWhenUp : isOnline ? t.sending : t.waiting}
          </span>
        )}
      </article>
    );
  },
);

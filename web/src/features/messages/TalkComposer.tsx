// Where one writes: the draft is kept, a reply or an edit says so above the field, typing is told only if one allows it.
import { Mic, Paperclip, X } from "lucide-react";
import {
  type ChangeEvent,
  type KeyboardEvent,
  lazy,
  type RefObject,
  Suspense,
  useEffect,
  useRef,
  useState,
} from "react";
import type { FoldedMessage } from "#core/protocol/conversations.ts";
import { MAX_TEXT_BYTES, TYPING_EVERY_MS } from "#core/protocol/limits.ts";
import { utf8Bytes } from "#core/protocol/utf8.ts";
import { useAttachedText } from "#web/features/media/use-attached-text.ts";
import { sendWithFiles } from "#web/features/media/unsent.ts";
import { UploadLine } from "#web/features/media/UploadLine.tsx";
import type { NewFile } from "#web/features/media/new-upload.ts";
import { addFiles } from "#web/features/media/uploads.ts";
import { useDraft, writeDraft } from "#web/lib/drafts.ts";
import { currentUser } from "#web/lib/session.ts";
import { useMediaWords } from "#web/messages/media.ts";
import { useTalk } from "#web/messages/talk.ts";
import { Button } from "#web/ui/Button.tsx";
import { Composer } from "#web/ui/Composer.tsx";
import { showToast } from "#web/ui/Toasts.tsx";
import { mentionedIn, withNamesNow } from "./mentions.ts";
import { NameList, optionId } from "./NameList.tsx";
import { textOf } from "./timeline.ts";
import type { Attaching } from "./use-attaching.ts";
import { useNaming } from "./use-naming.ts";

const VoiceRecorder = lazy(() =>
  import("#web/features/media/VoiceRecorder.tsx").then((module) => ({ default: module.VoiceRecorder })),
);

export type Writing =
  | { readonly kind: "new" }
  | { readonly kind: "reply"; readonly to: FoldedMessage; readonly name: string }
  | { readonly kind: "edit"; readonly message: FoldedMessage };

type TalkComposerProps = {
  readonly conversation: string;
  readonly user: string;
  readonly name: string;
  readonly writing: Writing;
  readonly stop: () => void;
  readonly members: readonly { readonly user: string; readonly name: string }[];
  readonly send: (text: string, replyTo: number | null, mentions: readonly string[]) => void;
  readonly edit: (seq: number, text: string, mentions: readonly string[]) => void;
  readonly editLast: () => void;
  readonly typing: (on: boolean) => void;
  readonly fieldRef: RefObject<HTMLTextAreaElement | null>;
  readonly attaching: Attaching;
  /** Something of one's own is on its way: the end of the conversation is where it shows. */
  readonly sent: () => void;
};

const AttachButton = ({ attach }: { attach: Attaching["attach"] }) => {
  const t = useMediaWords();
  const input = useRef<HTMLInputElement>(null);
  const choose = ({ target }: ChangeEvent<HTMLInputElement>) => {
    attach([...(target.files ?? [])]);
    target.value = "";
  };
  return (
    <>
      <Button look="quiet" iconOnly aria-label={t.attach} onClick={() => input.current?.click()}>
        <Paperclip className="icon" />
      </Button>
      <input ref={input} type="file" multiple hidden tabIndex={-1} aria-hidden="true" onChange={choose} />
    </>
  );
};

export const TalkComposer = ({
  conversation,
  user,
  name,
  writing,
  stop,
  members,
  send,
  edit,
  editLast,
  typing,
  fieldRef,
  attaching,
  sent,
}: TalkComposerProps) => {
  const t = useTalk();
  const say = useAttachedText();
  const media = useMediaWords();
  const [isRecording, setRecording] = useState(false);
  const draft = useDraft(user, conversation);
  const edited = writing.kind === "edit" ? writing.message : null;
  const [change, setChange] = useState({ seq: 0, text: "" });
  // Words alone are changed; what is attached stays.
  const written = edited?.body?.kind === "plain" ? edited.body.text : "";
  const mentioned =
    edited === null
      ? []
      : mentionedIn(edited, written, (one) => members.find((member) => member.user === one)?.name ?? "", "");
  const text = edited === null ? draft : change.seq === edited.seq ? change.text : withNamesNow(written, mentioned);
  const typedAt = useRef(Number.NEGATIVE_INFINITY);

  useEffect(() => {
    if (writing.kind !== "new") fieldRef.current?.focus();
  }, [writing, fieldRef]);

  const tell = (on: boolean) => {
    if (currentUser()?.preferences.typing !== true) return;
    const now = performance.now();
    if (on && now - typedAt.current < TYPING_EVERY_MS) return;
    if (!on && typedAt.current === Number.NEGATIVE_INFINITY) return;
    typedAt.current = on ? now : Number.NEGATIVE_INFINITY;
    typing(on);
  };

  const write = (next: string) => {
    if (edited !== null) return setChange({ seq: edited.seq, text: next });
    writeDraft(user, conversation, next);
    tell(next.trim() !== "");
  };

  const naming = useNaming({ text, members, write, fieldRef });
  const { staged } = attaching;
  const replyTo = writing.kind === "reply" ? writing.to.seq : null;

  const submit = (message: string) => {
    if (utf8Bytes(message) > MAX_TEXT_BYTES) return showToast(t.tooLong);
    if (edited !== null) {
      setChange({ seq: 0, text: "" });
      edit(edited.seq, message, naming.settle(message, mentioned));
    } else {
      writeDraft(user, conversation, "");
      tell(false);
      const mentions = naming.settle(message);
      if (staged.length === 0) send(message, replyTo, mentions);
      else {
        const ids = staged.map(({ id }) => id);
        void sendWithFiles({ user, conversation, text: message, replyTo, mentions }, ids);
        sent();
      }
    }
    stop();
  };

  const sendVoice = async (voice: NewFile) => {
    setRecording(false);
    stop();
    const ids = await addFiles([voice], conversation);
    await sendWithFiles({ user, conversation, text: "", replyTo, mentions: [] }, ids);
    sent();
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    naming.onKeyDown(event);
    if (event.defaultPrevented) return;
    if (event.key === "ArrowUp" && text === "" && writing.kind === "new") {
      event.preventDefault();
      editLast();
    }
    if (event.key === "Escape") {
      event.preventDefault();
      if (writing.kind === "new") fieldRef.current?.blur();
      else {
        setChange({ seq: 0, text: "" });
        stop();
      }
    }
  };

  const isEdit = writing.kind === "edit";
  return (
    <div className="relative">
      {naming.people.length > 0 && (
        <NameList id={naming.listId} people={naming.people} active={naming.active} choose={naming.choose} />
      )}
      {writing.kind !== "new" && (
        <div className="composer-note">
          <span className="grow truncate">
            {writing.kind === "edit" ? t.editing : t.replyingTo(writing.name)}
            {writing.kind === "reply" && <span className="text-ink-3"> {textOf(writing.to.body, say)}</span>}
          </span>
          <Button look="quiet" iconOnly aria-label={isEdit ? t.cancelEdit : t.cancelReply} onClick={stop}>
            <X className="icon s" />
          </Button>
        </div>
      )}
      {staged.length > 0 && !isEdit && (
        <ul className="attach-tray upload-list" aria-label={media.attached}>
          {staged.map((upload) => (
            <UploadLine key={upload.id} upload={upload} />
          ))}
        </ul>
      )}
      {isRecording ? (
        <Suspense fallback={<div className="recorder" aria-busy="true" />}>
          <VoiceRecorder
            send={(voice) => void sendVoice(voice)}
            onClose={() => {
              setRecording(false);
              requestAnimationFrame(() => fieldRef.current?.focus());
            }}
          />
        </Suspense>
      ) : (
        <Composer
          label={t.composer(name)}
          sendLabel={isEdit ? t.saveEdit : t.send}
          changes={isEdit}
          value={text}
          onWrite={write}
          onSend={submit}
          onKeyDown={onKeyDown}
          fieldRef={fieldRef}
          hasMore={!isEdit && staged.length > 0}
          start={isEdit ? null : <AttachButton attach={attaching.attach} />}
          end={
            isEdit || text.trim() !== "" || staged.length > 0 ? null : (
              <Button look="quiet" iconOnly aria-label={media.record} onClick={() => setRecording(true)}>
                <Mic className="icon" />
              </Button>
            )
          }
          field={{
            onSelect: naming.look,
            onPaste: attaching.onPaste,
            "aria-autocomplete": "list",
            ...(naming.people.length === 0
              ? {}
              : {
                  "aria-controls": naming.listId,
                  "aria-activedescendant": optionId(naming.listId, naming.active),
                }),
          }}
        />
      )}
    </div>
  );
};

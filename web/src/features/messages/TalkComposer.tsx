// Where one writes: the draft is kept, a reply or an edit says so above the field, typing is told only if one allows it.
import { X } from "lucide-react";
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from "react";
import type { FoldedMessage } from "#core/protocol/conversations.ts";
import { MAX_TEXT_BYTES, TYPING_EVERY_MS } from "#core/protocol/limits.ts";
import { utf8Bytes } from "#core/protocol/utf8.ts";
import { useDraft, writeDraft } from "#web/lib/drafts.ts";
import { currentUser } from "#web/lib/session.ts";
import { useTalk } from "#web/messages/talk.ts";
import { Button } from "#web/ui/Button.tsx";
import { Composer } from "#web/ui/Composer.tsx";
import { showToast } from "#web/ui/Toasts.tsx";
import { NameList, optionId } from "./NameList.tsx";
import { textOf } from "./timeline.ts";
import { useFileRefusal } from "./use-file-refusal.ts";
import { useNaming } from "./use-naming.ts";

const NOBODY: readonly never[] = [];

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
  readonly edit: (seq: number, text: string) => void;
  readonly editLast: () => void;
  readonly typing: (on: boolean) => void;
  readonly fieldRef: RefObject<HTMLTextAreaElement | null>;
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
}: TalkComposerProps) => {
  const t = useTalk();
  const draft = useDraft(user, conversation);
  const edited = writing.kind === "edit" ? writing.message : null;
  const [change, setChange] = useState({ seq: 0, text: "" });
  const text = edited === null ? draft : change.seq === edited.seq ? change.text : (textOf(edited.body) ?? "");
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

  // What one said is changed without naming anybody anew.
  const naming = useNaming({ text, members: edited === null ? members : NOBODY, write, fieldRef });
  const refusal = useFileRefusal();

  const submit = (message: string) => {
    if (utf8Bytes(message) > MAX_TEXT_BYTES) return showToast(t.tooLong);
    if (edited !== null) {
      setChange({ seq: 0, text: "" });
      edit(edited.seq, message);
    } else {
      writeDraft(user, conversation, "");
      tell(false);
      send(message, writing.kind === "reply" ? writing.to.seq : null, naming.settle(message));
    }
    stop();
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
            {writing.kind === "reply" && <span className="text-ink-3"> {textOf(writing.to.body)}</span>}
          </span>
          <Button look="quiet" iconOnly aria-label={isEdit ? t.cancelEdit : t.cancelReply} onClick={stop}>
            <X className="icon s" />
          </Button>
        </div>
      )}
      <Composer
        label={t.composer(name)}
        sendLabel={isEdit ? t.saveEdit : t.send}
        changes={isEdit}
        value={text}
        onWrite={write}
        onSend={submit}
        onKeyDown={onKeyDown}
        fieldRef={fieldRef}
        field={{
          onSelect: naming.look,
          onPaste: refusal.onPaste,
          "aria-autocomplete": "list",
          ...(naming.people.length === 0
            ? {}
            : {
                "aria-controls": naming.listId,
                "aria-activedescendant": optionId(naming.listId, naming.active),
              }),
        }}
      />
    </div>
  );
};

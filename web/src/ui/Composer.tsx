// One field that grows to six lines; Enter sends, Shift+Enter breaks the line. Whoever uses it keeps the draft.
import { ArrowUp, Check } from "lucide-react";
import type { KeyboardEvent, ReactNode, Ref, TextareaHTMLAttributes } from "react";

type ComposerProps = {
  readonly label: string;
  readonly sendLabel: string;
  readonly value: string;
  readonly onWrite: (text: string) => void;
  readonly maxLength?: number | undefined;
  readonly onSend: (text: string) => void;
  /** Before the field does anything with it. */
  readonly onKeyDown?: (event: KeyboardEvent<HTMLTextAreaElement>) => void;
  readonly fieldRef?: Ref<HTMLTextAreaElement>;
  /** What is written changes something instead of being new. */
  readonly changes?: boolean;
  readonly start?: ReactNode;
  readonly end?: ReactNode;
  /** There is something to send besides words. */
  readonly hasMore?: boolean;
  /** What else the field tells or hears. */
  readonly field?: Pick<
    TextareaHTMLAttributes<HTMLTextAreaElement>,
    "onSelect" | "onPaste" | "aria-autocomplete" | "aria-controls" | "aria-activedescendant"
  >;
};

export const Composer = ({
  label,
  sendLabel,
  value,
  onWrite,
  maxLength,
  onSend,
  onKeyDown,
  fieldRef,
  changes = false,
  start,
  end,
  hasMore = false,
  field,
}: ComposerProps) => {
  const send = () => {
    const message = value.trim();
    if (message !== "" || hasMore) onSend(message);
  };
  const onKey = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    onKeyDown?.(event);
    if (event.defaultPrevented || event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {start}
      <textarea
        {...field}
        ref={fieldRef}
        rows={1}
        value={value}
        maxLength={maxLength}
        placeholder={label}
        aria-label={label}
        enterKeyHint="send"
        onChange={(event) => onWrite(event.target.value)}
        onKeyDown={onKey}
      />
      {end}
      <button
        type="submit"
        className="btn send"
        aria-label={sendLabel}
        aria-disabled={(value.trim() === "" && !hasMore) || undefined}
      >
        {changes ? <Check className="icon" /> : <ArrowUp className="icon" />}
      </button>
    </form>
  );
};

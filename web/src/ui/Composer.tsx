// One field that grows to six lines; Enter sends, Shift+Enter breaks the line. The draft survives a reload.
import { ArrowUp } from "lucide-react";
import { type KeyboardEvent, useState } from "react";

type ComposerProps = {
  readonly label: string;
  readonly sendLabel: string;
  /** Where the half-written message is kept. */
  readonly draftKey: string;
  readonly maxLength: number;
  readonly onSend: (text: string) => void;
};

export const Composer = ({ label, sendLabel, draftKey, maxLength, onSend }: ComposerProps) => {
  const [text, setText] = useState(() => sessionStorage.getItem(draftKey) ?? "");
  const write = (next: string) => {
    setText(next);
    if (next === "") sessionStorage.removeItem(draftKey);
    else sessionStorage.setItem(draftKey, next);
  };
  const send = () => {
    const message = text.trim();
    if (message === "") return;
    write("");
    onSend(message);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
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
      <textarea
        rows={1}
        value={text}
        maxLength={maxLength}
        placeholder={label}
        aria-label={label}
        enterKeyHint="send"
        onChange={(event) => write(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <button type="submit" className="btn send" aria-label={sendLabel} aria-disabled={text.trim() === "" || undefined}>
        <ArrowUp className="icon" />
      </button>
    </form>
  );
};

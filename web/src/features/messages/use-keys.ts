// Keys of a conversation that work wherever nothing is being typed: `e` edits what one said last, Escape lets go.
import { usePageKeys } from "#web/lib/use-page-keys.ts";

const isTyping = ({ target }: KeyboardEvent): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

export const useKeys = (keys: Readonly<Record<string, () => void>>): void => usePageKeys(keys, isTyping);

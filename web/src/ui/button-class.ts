// How a button looks, for buttons and for links that look like one.

export type ButtonShape = {
  readonly look?: "lamp" | "ink" | "plain" | "quiet" | "danger" | undefined;
  readonly large?: boolean | undefined;
  readonly iconOnly?: boolean | undefined;
};

export const buttonClass = ({ look = "plain", large = false, iconOnly = false }: ButtonShape, className = ""): string =>
  ["btn", look, large ? "large" : "", iconOnly ? "icon-only" : "", className].filter((name) => name !== "").join(" ");

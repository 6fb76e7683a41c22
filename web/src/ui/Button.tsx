// The one button. `lamp` only where a session is entered.
import type { ButtonHTMLAttributes, Ref } from "react";
import { type ButtonShape, buttonClass } from "./button-class.ts";

type ButtonProps = ButtonShape &
  ButtonHTMLAttributes<HTMLButtonElement> & { readonly ref?: Ref<HTMLButtonElement>; readonly busy?: boolean };

/** `busy` keeps the focus where it is: the button stays, says what it does, and ignores presses. */
export const Button = ({
  look,
  large,
  iconOnly,
  busy = false,
  className,
  onClick,
  type = "button",
  ...rest
}: ButtonProps) => (
  <button
    {...rest}
    type={type}
    aria-disabled={busy || undefined}
    onClick={busy ? (event) => event.preventDefault() : onClick}
    className={buttonClass({ look, large, iconOnly }, className)}
  />
);

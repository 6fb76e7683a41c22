// A link of the app that looks like a button.
import { Link, type LinkProps } from "react-router";
import { type ButtonShape, buttonClass } from "./button-class.ts";

type ButtonLinkProps = ButtonShape & Omit<LinkProps, "className"> & { readonly className?: string };

export const ButtonLink = ({ look, large, iconOnly, className, ...rest }: ButtonLinkProps) => (
  <Link {...rest} className={buttonClass({ look, large, iconOnly }, className)} />
);

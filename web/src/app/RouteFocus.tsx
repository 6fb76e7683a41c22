// A new page begins at its top, for the eyes and for a screen reader: the focus moves to the main landmark.
import { useEffect, useRef } from "react";
import { useLocation, useNavigationType } from "react-router";

export const RouteFocus = () => {
  const { pathname } = useLocation();
  const how = useNavigationType();
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    if (how !== "POP") scrollTo(0, 0);
    document.querySelector<HTMLElement>("main")?.focus({ preventScroll: true });
  }, [pathname, how]);
  return null;
};

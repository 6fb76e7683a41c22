// The title of the page; rooms write a running clock into theirs.
import { useEffect } from "react";

export const useTitle = (title: string, product: string): void => {
  useEffect(() => {
    document.title = title === product ? product : `${title} · ${product}`;
  }, [title, product]);
};

// Rows that are moved by their handle, with a mouse or a finger; the row is at its new place while it is dragged.
import { type PointerEvent, type RefObject, useState } from "react";
import { placeAt } from "./slide-order.ts";

export const useRowDragging = (list: RefObject<HTMLElement | null>, move: (from: number, to: number) => void) => {
  const [dragged, setDragged] = useState<number | null>(null);
  const gripOf = (index: number) => ({
    onPointerDown(event: PointerEvent<HTMLButtonElement>) {
      if (event.button !== 0) return;
      event.preventDefault();
      const handle = event.currentTarget;
      handle.focus();
      let at = index;
      setDragged(at);
      const follow = ({ clientY }: globalThis.PointerEvent) => {
        const rows = [...(list.current?.children ?? [])].map((row) => row.getBoundingClientRect());
        const place = placeAt(
          rows.map(({ top, height }, row) => (row < at ? top + height / 3 : top + (height * 2) / 3)),
          clientY,
        );
        if (place === at) return;
        move(at, place);
        at = place;
        setDragged(place);
      };
      const release = () => {
        setDragged(null);
        removeEventListener("pointermove", follow);
        removeEventListener("pointerup", release);
        removeEventListener("pointercancel", release);
      };
      addEventListener("pointermove", follow);
      addEventListener("pointerup", release);
      addEventListener("pointercancel", release);
    },
  });
  return { dragged, gripOf };
};

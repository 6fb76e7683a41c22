// The slide that is seen and, invisible behind it, those that come next: turning changes nothing but which one shows.
import type { HTMLAttributes, ReactNode, Ref } from "react";
import { useDeckWords } from "#web/messages/decks.ts";
import "./slideshow.css";
import { SlideLayer, type ShownSlide, type Together } from "./SlideLayer.tsx";

export const SlideStack = ({
  slides,
  loaded,
  seen,
  together,
  onReady,
  frame,
  isPointing = false,
  children,
  ...handlers
}: {
  slides: readonly ShownSlide[];
  /** Which ones to load, `seen` among them. */
  loaded: readonly number[];
  seen: number | null;
  together: Together | null;
  onReady: (index: number) => void;
  frame?: Ref<HTMLDivElement>;
  isPointing?: boolean;
  children?: ReactNode;
} & Pick<HTMLAttributes<HTMLDivElement>, "onPointerDown" | "onPointerMove" | "onPointerUp" | "onPointerLeave">) => {
  const t = useDeckWords();
  return (
    <div className={isPointing ? "slide pointing" : "slide"} ref={frame} data-seen={seen ?? ""} {...handlers}>
      {loaded
        .toSorted((one, other) => one - other)
        .flatMap((index) => {
          const slide = slides[index];
          if (slide === undefined) return [];
          return (
            <SlideLayer
              key={`${index} ${slide.mediaId}`}
              slide={slide}
              index={index}
              isOn={index === seen}
              label={slide.caption === "" ? t.slide(index + 1) : slide.caption}
              together={together}
              onReady={onReady}
            />
          );
        })}
      {children}
    </div>
  );
};

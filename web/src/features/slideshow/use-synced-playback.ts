// Sound and film that everybody hears together: a player follows the common clock, gently where it is off by little.
import { type RefObject, useEffect, useState } from "react";
import { correctionOf } from "#core/domain/slideshow/drift.ts";
import { stageAt } from "#core/domain/slideshow/stage.ts";
import type { Slideshow } from "#core/protocol/slideshow.ts";
import { afterMs, everyMs } from "#web/lib/background-timer.ts";
import { serverNow } from "#web/lib/clock.ts";

const LOOK_EVERY_MS = 250;
const CLOSE_ENOUGH_S = 0.02;

/** A jump empties what is decoded: none for what nobody hears. */
const moveTo = (player: HTMLMediaElement, atS: number): void => {
  if (Math.abs(player.currentTime - atS) > CLOSE_ENOUGH_S) player.currentTime = atS;
};

const standStill = (player: HTMLMediaElement, atS: number): void => {
  if (!player.paused) player.pause();
  player.playbackRate = 1;
  moveTo(player, atS);
};

type Followed = { readonly show: Slideshow; readonly index: number; readonly skewMs: number };

/** Returns the function that lets go of the player. */
const follow = (
  player: HTMLMediaElement,
  { show, index, skewMs }: Followed,
  onBlocked: (isBlocked: boolean) => void,
): (() => void) => {
  let isStarting = false;
  const start = () => {
    if (isStarting) return;
    isStarting = true;
    player
      .play()
      .then(() => onBlocked(false))
      .catch((error: unknown) => {
        if (error instanceof DOMException && error.name === "NotAllowedError") onBlocked(true);
      })
      .finally(() => {
        isStarting = false;
      });
  };
  const look = () => {
    const stage = stageAt(show, serverNow() + skewMs);
    if (stage.index !== index) return standStill(player, 0);
    if (stage.media === null) return;
    const { on, positionMs } = stage.media;
    if (!on) return standStill(player, positionMs / 1_000);
    if (Number.isFinite(player.duration) && positionMs >= player.duration * 1_000) {
      return standStill(player, player.duration);
    }
    if (player.paused) {
      moveTo(player, positionMs / 1_000);
      return start();
    }
    const correction = correctionOf(positionMs, player.currentTime * 1_000);
    if (correction.kind === "rate") player.playbackRate = correction.rate;
    else player.currentTime = correction.positionMs / 1_000;
  };
  look();
  const stops = [everyMs(LOOK_EVERY_MS, look)];
  const { until } = stageAt(show, serverNow() + skewMs);
  if (until !== null) stops.push(afterMs(until - serverNow() - skewMs, look));
  return () => {
    for (const stop of stops) stop();
  };
};

/** Answers whether the browser wants a tap before it plays; `retry` is that tap. `show` is null where this page plays for itself. */
export const useSyncedPlayback = (
  player: RefObject<HTMLMediaElement | null>,
  show: Slideshow | null,
  index: number,
  skewMs: number,
): { readonly isBlocked: boolean; readonly retry: () => void } => {
  const [isBlocked, setBlocked] = useState(false);
  const [attempt, setAttempt] = useState(0);
  useEffect(
    () =>
      player.current === null || show === null
        ? undefined
        : follow(player.current, { show, index, skewMs }, setBlocked),
    [player, show, index, skewMs, attempt],
  );
  return { isBlocked, retry: () => setAttempt(attempt + 1) };
};

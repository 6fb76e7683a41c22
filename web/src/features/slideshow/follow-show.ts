// A player that follows a show by the common clock: started so early that it is heard in time, gently brought back where it is off.
import { correctionOf } from "#core/domain/slideshow/drift.ts";
import { leadOf, nextLookAt, playerOrder, withStart } from "#core/domain/slideshow/playing.ts";
import type { Slideshow } from "#core/protocol/slideshow.ts";

type Player = Pick<
  HTMLMediaElement,
  "currentTime" | "duration" | "paused" | "playbackRate" | "readyState" | "tagName" | "play" | "pause"
>;

/** How long the last starts of a page have taken, by what is started: a film takes longer than a sound. */
export type LateStarts = Map<string, readonly number[]>;

type Followed = {
  readonly show: Slideshow;
  readonly index: number;
  readonly lately: LateStarts;
  /** The common clock. */
  readonly now: () => number;
  /** What has passed on this device. */
  readonly passedMs: () => number;
  readonly after: (ms: number, callback: () => void) => () => void;
  readonly every: (ms: number, callback: () => void) => () => void;
  readonly onBlocked: (isBlocked: boolean) => void;
};

const LOOK_EVERY_MS = 250;
const CLOSE_ENOUGH_S = 0.02;
/** Until its output is going, a player says that it plays while nothing is heard yet. */
const SETTLED_AFTER_MS = 300;
/** HTMLMediaElement.HAVE_FUTURE_DATA: what starts from here does not wait for the network. */
const CAN_PLAY = 3;

/** A jump empties what is decoded: none for what nobody hears. */
const isAt = (player: Player, atS: number): boolean => Math.abs(player.currentTime - atS) <= CLOSE_ENOUGH_S;

const standStill = (player: Player, atS: number): void => {
  if (!player.paused) player.pause();
  player.playbackRate = 1;
  if (!isAt(player, atS)) player.currentTime = atS;
};

/** Returns the function that lets go of the player. */
export const followShow = (player: Player, followed: Followed): (() => void) => {
  const { show, index, lately, now, passedMs, after, every, onBlocked } = followed;
  let isStarting = false;
  let started: { readonly kind: string; readonly askedMs: number; readonly fromS: number } | null = null;
  let stopNext: (() => void) | null = null;

  const leadMs = () => leadOf(lately.get(player.tagName) ?? []);
  const start = (atS: number) => {
    if (isStarting) return;
    isStarting = true;
    const isThere = isAt(player, atS);
    if (!isThere) player.currentTime = atS;
    const { currentTime: fromS, tagName, readyState } = player;
    // What waits for its file, or is moved first, says nothing about the next start.
    started = isThere && readyState >= CAN_PLAY ? { kind: tagName, askedMs: passedMs(), fromS } : null;
    player
      .play()
      .then(() => onBlocked(false))
      .catch((error: unknown) => {
        started = null;
        if (error instanceof DOMException && error.name === "NotAllowedError") onBlocked(true);
      })
      .finally(() => {
        isStarting = false;
      });
  };
  /** Whether it is heard for sure by now; from what it has played follows when it began to be. */
  const isHeard = (): boolean => {
    if (started === null) return true;
    const { kind, askedMs, fromS } = started;
    const playedMs = (player.currentTime - fromS) * 1_000;
    const sinceMs = passedMs() - askedMs;
    if (playedMs <= 0 || sinceMs < SETTLED_AFTER_MS) return false;
    lately.set(kind, withStart(lately.get(kind) ?? [], sinceMs - playedMs));
    started = null;
    return true;
  };

  const look = () => {
    const order = playerOrder(show, index, now(), { isRunning: !player.paused, leadMs: leadMs() });
    if (order.kind === "as_it_is") return;
    const { positionMs } = order;
    if (order.kind === "stand") return standStill(player, positionMs / 1_000);
    if (Number.isFinite(player.duration) && positionMs >= player.duration * 1_000) {
      return standStill(player, player.duration);
    }
    if (player.paused) return start(positionMs / 1_000);
    if (!isHeard()) return;
    const correction = correctionOf(positionMs, player.currentTime * 1_000);
    if (correction.kind === "rate") player.playbackRate = correction.rate;
    else player.currentTime = correction.positionMs / 1_000;
  };
  const lookAndPlan = () => {
    look();
    stopNext?.();
    const at = now();
    const nextAt = nextLookAt(show, at, leadMs());
    // A timer may be a little early: then what it was for has yet to come, and it is set again.
    stopNext = nextAt === null ? null : after(nextAt - at, lookAndPlan);
  };
  lookAndPlan();
  const stopLooking = every(LOOK_EVERY_MS, look);
  return () => {
    stopLooking();
    stopNext?.();
  };
};

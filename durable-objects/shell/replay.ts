// Frames made of stored text: a replay is cut from segments without parsing them where that is possible.
import type { SequencedEvent } from "#core/protocol/frames.ts";
import { MAX_REPLAY_FRAME_BYTES } from "#core/protocol/limits.ts";
import type { Segment } from "./log.ts";

/** `body` is the JSON text of an array of events. */
export const eventsFrame = (body: string): string => `{"type":"events","events":${body}}`;

/** What each reader is sent of a flush that ends at `head`; null where all of them see `whole`. */
export const framesByReader = (
  events: readonly SequencedEvent[],
  whole: string,
  head: number,
  viewEvent: (event: SequencedEvent, from: number) => SequencedEvent,
  visibleFrom: (user: string) => number,
): ((user: string) => string) | null => {
  if (events.every((event) => viewEvent(event, head) === event)) return null;
  const byFrom = new Map<number, string>();
  return (user) => {
    const from = visibleFrom(user);
    if (from <= 1) return whole;
    const known = byFrom.get(from);
    if (known !== undefined) return known;
    const text = eventsFrame(JSON.stringify(events.map((event) => viewEvent(event, from))));
    byFrom.set(from, text);
    return text;
  };
};

/** The segments with other events in place of some; texts in which nothing differs are kept as they are. */
export const mapSegments = (
  segments: readonly Segment[],
  change: (event: SequencedEvent) => SequencedEvent,
): readonly Segment[] =>
  segments.map((segment) => {
    const events = JSON.parse(segment.body) as SequencedEvent[];
    const changed = events.map(change);
    return changed.every((event, index) => event === events[index])
      ? segment
      : { ...segment, body: JSON.stringify(changed) };
  });

const inner = (body: string): string => body.slice(1, -1);

/** Texts of single events where the segment must be cut, the whole array's inside where not. */
const pieces = (segment: Segment, after: number): string[] => {
  const isWhole = segment.first_seq > after;
  if (isWhole && segment.body.length <= MAX_REPLAY_FRAME_BYTES) return [inner(segment.body)];
  return (JSON.parse(segment.body) as SequencedEvent[])
    .filter((event) => event.seq > after)
    .map((event) => JSON.stringify(event));
};

/** `events` frames for everything after `after`, each ending with what takes it past the limit. */
export const replayFrames = (segments: readonly Segment[], after: number): string[] => {
  const frames: string[] = [];
  let gathered: string[] = [];
  let bytes = 0;
  const cut = () => {
    if (gathered.length > 0) frames.push(eventsFrame(`[${gathered.join(",")}]`));
    gathered = [];
    bytes = 0;
  };
  for (const segment of segments) {
    for (const piece of pieces(segment, after)) {
      gathered.push(piece);
      bytes += piece.length;
      if (bytes > MAX_REPLAY_FRAME_BYTES) cut();
    }
  }
  cut();
  return frames;
};

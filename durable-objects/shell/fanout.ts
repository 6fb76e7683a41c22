// Readers that are on no socket of the actor's own object: they are told through relays.
import type { Session } from "./sockets.ts";

export interface Fanout {
  /** One flush, `first` to `last`, as one frame. `textFor` is null where everybody sees all of it. */
  published(first: number, last: number, whole: string, textFor: ((user: string) => string) | null): void;
  /** An ephemeral frame; where it `greets`, newcomers are told of it too. */
  broadcast(text: string, greets: boolean, to: (session: Session) => boolean): void;
}

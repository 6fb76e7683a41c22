// What the devices of two people say they hold: kept in their sockets' attachments, passed on, never stored.
import { isNewGot } from "#core/domain/conversations/delivering.ts";
import type { ConversationState } from "#core/protocol/conversations.ts";
import type { Signal } from "#core/protocol/frames.ts";
import type { LiveActor } from "../shell/live-actor.ts";
import type { Session } from "../shell/sockets.ts";

type Told = Pick<LiveActor<ConversationState, unknown>, "sockets" | "state" | "head" | "broadcast">;

export class ConversationDeliveries {
  readonly #actor: () => Told;
  /** Whether nobody is to learn anything of this person. */
  readonly #isKept: (user: string) => boolean;

  constructor(actor: () => Told, isKept: (user: string) => boolean) {
    this.#actor = actor;
    this.#isKept = isKept;
  }

  got(session: Session, seq: number): void {
    const { user } = session;
    const { head, state } = this.#actor();
    const known = this.#heldBy(user);
    if (this.#isKept(user) || !isNewGot({ seq, head, known, kind: state.conversation.kind })) return;
    session.save({ got: seq });
    this.#actor().broadcast(frameOf(user, seq), (reader) => reader.user !== user);
  }

  /** To whoever has just come, of everybody else who is here. */
  greet(session: Session): void {
    const { state } = this.#actor();
    if (state.conversation.kind !== "direct") return;
    for (const { user } of state.members) {
      const seq = user === session.user || this.#isKept(user) ? 0 : this.#heldBy(user);
      if (seq > 0) session.send(JSON.stringify(frameOf(user, seq)));
    }
  }

  #heldBy(user: string): number {
    let seq = 0;
    for (const { attachment } of this.#actor().sockets.readersOf(user)) seq = Math.max(seq, attachment.got);
    return seq;
  }
}

const frameOf = (by: string, seq: number): Signal => ({ type: "signal", name: "got", by, data: { seq } });

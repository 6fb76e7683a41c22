// Whether a person is online: while any device's socket lives. Published when that changes, to those who may see it.
import type { Audience } from "#core/protocol/inbox.ts";
import type { UserId } from "#core/protocol/ids.ts";
import { PING_EVERY_MS } from "#core/protocol/limits.ts";
import type { PresenceView } from "#core/protocol/people.ts";
import type { Host } from "../shell/host.ts";
import type { Session, Sockets } from "../shell/sockets.ts";
import { type InboxPorts, inBatches } from "./inbox-ports.ts";

/** A reload, a deploy and a change of network are no absence. */
export const FLAP_MS = 12_000;
/** A device that is silent is gone; the same limit as in rooms. */
const SILENT_AFTER_MS = 50_000;
/** Where somebody has just lost sight of this person: their last signs of life to two actors may be two apart. */
const LOST_AFTER_MS = SILENT_AFTER_MS - 2 * PING_EVERY_MS;
/** How often an inbox whose devices say nothing looks whether they are still there. */
export const LOOK_EVERY_MS = 10 * 60_000;
const CLOSE_SILENT = 1001;
const HIDDEN: PresenceView = { online: false, lastSeenAt: null };

export type PresencePorts = Pick<InboxPorts, "audience" | "meet"> & {
  /** To every device of this person. */
  tell(user: UserId, presence: PresenceView): void;
};

export class InboxPresence {
  readonly #host: Host;
  readonly #sockets: () => Sockets;
  readonly #ports: PresencePorts;
  #published: PresenceView;
  /** When the last socket closed; null while one is open, or where nobody saw it. */
  #closedAt: number | null = null;
  /** What devices were told of others. */
  readonly #others = new Map<UserId, string>();

  constructor(host: Host, sockets: () => Sockets, ports: PresencePorts) {
    this.#host = host;
    this.#sockets = sockets;
    this.#ports = ports;
    const row = host.sql
      .exec<{ online: number; last_seen_at: number | null }>("SELECT online, last_seen_at FROM last_presence")
      .toArray()[0];
    this.#published = row === undefined ? HIDDEN : { online: row.online === 1, lastSeenAt: row.last_seen_at };
  }

  #isConnected(): boolean {
    return this.#sockets().readerCount > 0;
  }

  /** When to look again by itself. */
  nextLook(now: number): number | null {
    if (this.#isConnected()) return now + LOOK_EVERY_MS;
    return this.#published.online ? (this.#closedAt ?? now) + FLAP_MS : null;
  }

  now(): PresenceView {
    this.closeSilent();
    return this.#published;
  }

  #publish(presence: PresenceView): void {
    this.#published = presence;
    this.#host.sql.exec(
      "INSERT INTO last_presence (only, online, last_seen_at) VALUES (1, ?, ?) ON CONFLICT (only) DO UPDATE SET online = excluded.online, last_seen_at = excluded.last_seen_at",
      presence.online ? 1 : 0,
      presence.lastSeenAt,
    );
  }

  /** A device said hello. True where that is news to others. */
  came(): boolean {
    this.#closedAt = null;
    if (this.#published.online) return false;
    this.#publish({ online: true, lastSeenAt: null });
    return true;
  }

  closed(at: number): void {
    if (!this.#isConnected()) this.#closedAt = Math.max(at, this.#closedAt ?? 0);
  }

  closeSilent(afterMs = SILENT_AFTER_MS): void {
    const sockets = this.#sockets();
    const now = this.#host.now();
    const silent = [...sockets].filter((session) => now - sockets.seenAt(session) >= afterMs);
    for (const session of silent) {
      const seenAt = sockets.seenAt(session);
      session.close(CLOSE_SILENT, "silent");
      sockets.forget(session.socket);
      this.closed(seenAt);
    }
  }

  /** True where the person is gone for so long that others learn of it now. */
  left(afterMs = SILENT_AFTER_MS): boolean {
    this.closeSilent(afterMs);
    if (this.#isConnected() || !this.#published.online) return false;
    const now = this.#host.now();
    const lastSeenAt = this.#closedAt ?? now;
    if (now < lastSeenAt + FLAP_MS && this.#closedAt !== null) return false;
    this.#publish({ online: false, lastSeenAt });
    return true;
  }

  /** The same, where somebody looks for this person. */
  isLost(): boolean {
    return this.left(LOST_AFTER_MS);
  }

  /** Tells everybody who may know, and learns of those who show themselves. `who`: only them. */
  async meetOthers(who: (user: UserId) => boolean = () => true): Promise<void> {
    const { shows, others }: Audience = await this.#ports.audience();
    const work = async (other: Audience["others"][number]) => {
      const answer = await this.#ports.meet(other.user, shows ? this.#published : null);
      if (this.#published.online && other.shows) this.#learn(other.user, answer);
    };
    await inBatches(
      others.filter(({ user }) => who(user)),
      work,
      (error) => this.#host.report(error),
    );
  }

  /** The switch was turned: whoever knew something learns that there is nothing to know, or what there is. */
  async showOrHide(): Promise<void> {
    const { shows, others } = await this.#ports.audience();
    await inBatches(
      others,
      async ({ user }) => void (await this.#ports.meet(user, shows ? this.#published : HIDDEN)),
      (error) => this.#host.report(error),
    );
  }

  /** Another person's inbox says how it is there. */
  met(other: UserId, theirs: PresenceView | null): PresenceView {
    if (theirs !== null) this.#learn(other, theirs);
    return this.now();
  }

  #learn(other: UserId, presence: PresenceView): void {
    const text = JSON.stringify(presence);
    if (this.#others.get(other) === text) return;
    this.#others.set(other, text);
    this.#ports.tell(other, presence);
  }

  /** No contact any more, or blocked: there is nothing to know. */
  forget(other: UserId): void {
    this.#others.delete(other);
    this.#ports.tell(other, HIDDEN);
  }

  /** What is known already, for a device that has just come. */
  tellKnown(session: Session, frame: (user: UserId, presence: PresenceView) => string): void {
    for (const [user, presence] of this.#others) session.send(frame(user, JSON.parse(presence) as PresenceView));
  }
}

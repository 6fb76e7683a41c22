// Which relay serves the next socket. One row for each relay that is in use; an actor without relays has none.
import type { SocketGrant } from "#core/protocol/identity.ts";
import type { Host } from "../shell/host.ts";
import type { Load } from "./lines.ts";

/** Stable under reconnects: the same person meets the same relay while it has room. */
const weightOf = (user: string, place: number): number => {
  let hash = 2_166_136_261 ^ place;
  for (let index = 0; index < user.length; index++) hash = Math.imul(hash ^ user.charCodeAt(index), 16_777_619);
  return (Math.imul(hash ^ (hash >>> 15), 2_246_822_519) ^ place) >>> 0;
};

export class RelaySeats {
  readonly #host: Host;
  readonly #limit: number;
  readonly #places: Set<number>;
  /** Tickets that have sent somebody on, until they expire. */
  readonly #sent = new Map<string, { readonly place: number; readonly expiresAt: number }>();
  /** Sent there, and not seen by the relay yet. */
  readonly #onTheWay = new Map<number, Set<string>>();

  constructor(host: Host, limit: number) {
    this.#host = host;
    this.#limit = limit;
    this.#places = new Set(
      host.sql
        .exec<{ place: number }>("SELECT place FROM relays")
        .toArray()
        .map((row) => row.place),
    );
  }

  places(): ReadonlySet<number> {
    return this.#places;
  }

  add(place: number): void {
    if (this.#places.has(place)) return;
    this.#places.add(place);
    this.#host.sql.exec("INSERT INTO relays (place) VALUES (?)", place);
  }

  /** False where somebody is on the way there. */
  release(place: number): boolean {
    this.#forgetExpired();
    if (this.#countOnTheWay(place) > 0) return false;
    if (this.#places.delete(place)) this.#host.sql.exec("DELETE FROM relays WHERE place = ?", place);
    return true;
  }

  hasSent(jti: string): boolean {
    this.#forgetExpired();
    return this.#sent.has(jti);
  }

  placeFor({ user, jti, ticketExpiresAt }: SocketGrant, loadOf: (place: number) => Load | null): number {
    this.#forgetExpired();
    const countOf = (place: number): number => {
      const load = loadOf(place);
      return (load?.members ?? 0) + (load?.audience ?? 0) + this.#countOnTheWay(place);
    };
    const free = [...this.#places].filter((place) => countOf(place) < this.#limit);
    const [first, ...others] = free;
    const place =
      first === undefined
        ? this.#unused()
        : others.reduce((best, other) => (weightOf(user, other) > weightOf(user, best) ? other : best), first);
    this.add(place);
    this.#sent.set(jti, { place, expiresAt: ticketExpiresAt });
    this.#onTheWay.set(place, (this.#onTheWay.get(place) ?? new Set()).add(jti));
    return place;
  }

  #countOnTheWay(place: number): number {
    return this.#onTheWay.get(place)?.size ?? 0;
  }

  /** From now on the relay counts it. */
  arrived(jti: string): void {
    const place = this.#sent.get(jti)?.place;
    if (place !== undefined) this.#onTheWay.get(place)?.delete(jti);
  }

  #unused(): number {
    let place = 1;
    while (this.#places.has(place)) place += 1;
    return place;
  }

  /** In the order in which they were sent, which is that in which tickets expire. */
  #forgetExpired(): void {
    const now = this.#host.now();
    for (const [jti, { place, expiresAt }] of this.#sent) {
      if (expiresAt > now) return;
      this.#sent.delete(jti);
      this.#onTheWay.get(place)?.delete(jti);
    }
  }
}

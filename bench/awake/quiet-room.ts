// A room of real sockets on the measuring build, left alone for a while, and what its object did meanwhile.
import { ActorId } from "#core/protocol/auth.ts";
import type { Identity } from "#core/protocol/identity.ts";
import { SUBPROTOCOL, TICKET_PREFIX } from "#core/protocol/version.ts";
import { openTickets } from "#workers/auth/tickets.ts";
import { openTokens } from "#workers/auth/tokens.ts";
import type { Secrets } from "../../scripts/secrets.ts";
import {
  awakeMs,
  eventsIn,
  HIBERNATES_AFTER_MS,
  inMemoryMs,
  shortestNapMs,
  type Stretch,
  wakesIn,
  type Window,
} from "./awake-time.ts";
import { QuietPage } from "./quiet-page.ts";

const FIFTY_MINUTES_MS = 50 * 60_000;
const TEN_MINUTES_MS = 10 * 60_000;
/** Long enough that no phase ends while it is measured. */
const PLAN = {
  focusMs: FIFTY_MINUTES_MS,
  breakMs: TEN_MINUTES_MS,
  longBreakMs: TEN_MINUTES_MS,
  longBreakEvery: 4,
  rounds: null,
};

export type Product = { readonly origin: string; readonly secrets: Secrets };
type Ledger = {
  readonly now: number;
  readonly rowsWritten: number;
  readonly rowsRead: number;
  readonly stretches: readonly Stretch[];
};

export type QuietFigures = {
  readonly members: number;
  readonly looking: number;
  readonly seconds: number;
  /** Billed: running, or kept from hibernating. */
  readonly awakeMs: number;
  /** The same with the ten seconds in which an idle object is still in memory, which are not billed. */
  readonly inMemoryMs: number;
  readonly rowsWritten: number;
  /** Most of them at a wake, which folds the log from its last snapshot on. */
  readonly rowsRead: number;
  readonly wakes: Readonly<Record<string, number>>;
  readonly events: Readonly<Record<string, number>>;
  readonly pingsAnswered: number;
  readonly framesReceived: number;
};

export class QuietRoom {
  readonly #product: Product;
  readonly #id: string;
  readonly #pages: readonly QuietPage[];
  readonly #looking: number;
  #before: { ledger: Ledger; pongs: number; frames: number } | null = null;

  constructor(product: Product, id: string, pages: readonly QuietPage[], looking: number) {
    this.#product = product;
    this.#id = id;
    this.#pages = pages;
    this.#looking = looking;
  }

  /** Everybody is there and works; the first `looking` of them look at the page. */
  static async open(product: Product, people: readonly Identity[], looking: number): Promise<QuietRoom> {
    const { origin, secrets } = product;
    const tokens = openTokens(secrets.AUTH_KEYS, origin);
    const tickets = openTickets(secrets.HMAC_SECRET);
    const tokenOf = (person: Identity) => tokens.issue({ ...person, amr: "pwd", authAt: Date.now() }, Date.now());
    const ask = async (person: Identity, route: string, body: object): Promise<string> => {
      const { accessToken } = await tokenOf(person);
      const response = await fetch(`${origin}/api/v1${route}`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${accessToken}` },
        body: JSON.stringify(body),
      });
      if (!response.ok) throw new Error(`${route}: ${response.status} ${await response.text()}`);
      return ((await response.json()) as { room: { id: string } }).room.id;
    };
    const [owner, ...others] = people;
    if (owner === undefined) throw new Error("a room without people");
    const id = await ask(owner, "/rooms", { title: "Quiet", visibility: "public", plan: PLAN });
    const pages: QuietPage[] = [];
    for (const person of people) {
      if (person !== owner) await ask(person, "/rooms/join", { roomId: id });
      const { expiresAt } = await tokenOf(person);
      const { ticket } = await tickets.issue({ ...person, tokenExpiresAt: expiresAt }, ActorId.parse(id), Date.now());
      const page = new QuietPage({
        address: `${origin.replace("http", "ws")}/api/v1/live/${id}/socket`,
        protocols: [SUBPROTOCOL, `${TICKET_PREFIX}${ticket}`],
        user: person.user,
        isLooking: pages.length < looking,
        freshToken: async () => (await tokenOf(person)).accessToken,
        phase: pages.length / people.length,
      });
      pages.push(page);
      await page.until(() => page.live.isCaughtUp);
    }
    const room = new QuietRoom(product, id, pages, looking);
    await room.#drive("start", others.length + 1);
    return room;
  }

  /** Everybody learns of it: every socket lives. */
  async #drive(name: string, members: number): Promise<void> {
    const [driver] = this.#pages;
    if (driver === undefined) return;
    const head = driver.live.have;
    driver.drive(name);
    await Promise.all(
      this.#pages.map((page) => page.until(() => page.live.have > head && page.live.state?.roster.length === members)),
    );
  }

  async #ledger(): Promise<Ledger> {
    const response = await fetch(`${this.#product.origin}/awake/${this.#id}`);
    if (!response.ok) throw new Error(`no ledger: ${response.status}`);
    return (await response.json()) as Ledger;
  }

  #sum(of: (page: QuietPage) => number): number {
    return this.#pages.reduce((sum, page) => sum + of(page), 0);
  }

  /** What happens from here on counts. */
  async begin(): Promise<void> {
    const ledger = await this.#ledger();
    this.#before = { ledger, pongs: this.#sum((page) => page.pongs), frames: this.#sum((page) => page.frames) };
  }

  async end(): Promise<QuietFigures> {
    const before = this.#before;
    if (before === null) throw new Error("not begun");
    const { now, rowsWritten, rowsRead, stretches } = await this.#ledger();
    const window: Window = { from: before.ledger.now, to: now };
    const lost = this.#pages.find(({ closed }) => closed !== null);
    if (lost !== undefined) throw new Error(`a page was closed: ${lost.closed}`);
    if (shortestNapMs(stretches) < HIBERNATES_AFTER_MS) throw new Error("an instance ended before it may hibernate");
    const figures: QuietFigures = {
      members: this.#pages.length,
      looking: this.#looking,
      seconds: Math.round((window.to - window.from) / 1_000),
      awakeMs: awakeMs(stretches, window),
      inMemoryMs: inMemoryMs(stretches, window),
      rowsWritten: rowsWritten - before.ledger.rowsWritten,
      rowsRead: rowsRead - before.ledger.rowsRead,
      wakes: wakesIn(stretches, window),
      events: eventsIn(stretches, window),
      pingsAnswered: this.#sum((page) => page.pongs) - before.pongs,
      framesReceived: this.#sum((page) => page.frames) - before.frames,
    };
    // Still one room, and every one of its sockets hears it.
    await this.#drive("pause", this.#pages.length);
    return figures;
  }

  async close(): Promise<void> {
    await Promise.all(this.#pages.map((page) => page.close()));
  }
}

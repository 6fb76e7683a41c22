// What others must learn of a room, read from its log: receipts to streaks, the room to the directory, counts to events.
// Each is a named alarm set in the turn that wrote the event, and deleted when everybody has answered.
import type { RoomState } from "#core/domain/lock-in/room-state.ts";
import { isRunning } from "#core/domain/lock-in/room-state.ts";
import type { AttendanceReceipt } from "#core/protocol/attendance.ts";
import type { SequencedEvent } from "#core/protocol/frames.ts";
import type { BusinessEvent } from "#core/protocol/jobs.ts";
import type { RoomProjection } from "#core/protocol/projector.ts";
import type { RoomCommand, RoomEventName } from "#core/protocol/rooms.ts";
import type { NamedAlarm } from "../shell/alarms.ts";
import type { Host } from "../shell/host.ts";
import type { LiveActor } from "../shell/live-actor.ts";
import { CLOSE_SHOWING } from "../shell/slideshow.ts";
import { Soonest } from "../shell/soonest.ts";

export interface RoomPorts {
  /** Resolves when the streak of `user` has answered; may be called again with the same receipt. */
  recordReceipt(receipt: AttendanceReceipt): Promise<void>;
  projectRoom(room: RoomProjection): Promise<void>;
  recordEvents(events: readonly BusinessEvent[]): Promise<void>;
  closeShowing(grant: string): Promise<void>;
}

/** The platform allows six outgoing connections at a time. */
const DELIVERIES_AT_ONCE = 6;
/** Enough for a burst of people sitting down to be one row in the directory. */
const PROJECT_AFTER_MS = 500;
const PROJECT_COUNT_AFTER_MS = 60_000;

const AT_ONCE: ReadonlySet<string> = new Set<RoomEventName>([
  "created",
  "joined",
  "left",
  "plan_set",
  "started",
  "paused",
  "resumed",
  "skipped",
  "extended",
  "ended",
  "end_undone",
]);
const COUNTS: ReadonlySet<string> = new Set<RoomEventName>(["dropped", "returned"]);

const presentIn = (state: RoomState): number => state.roster.filter((member) => member.presentSince !== null).length;

export class RoomEffects {
  readonly #host: Host;
  readonly #actor: () => LiveActor<RoomState, RoomCommand>;
  readonly #ports: RoomPorts;
  readonly #projection = new Soonest("project", () => this.#actor().alarms);

  constructor(host: Host, actor: () => LiveActor<RoomState, RoomCommand>, ports: RoomPorts) {
    this.#host = host;
    this.#actor = actor;
    this.#ports = ports;
  }

  appended(events: readonly SequencedEvent[], state: RoomState): void {
    const { alarms } = this.#actor();
    const now = this.#host.now();
    for (const { name, seq } of events) {
      if (name === "attended") alarms.set("deliver", String(seq), now);
      if (name === "started") alarms.set("report", String(seq), now);
    }
    if (events.some(({ name }) => AT_ONCE.has(name))) this.#projection.by(now + PROJECT_AFTER_MS);
    // Whether anybody is there at all is what the lists sort by; how many may be a minute old.
    else if (events.some(({ name }) => COUNTS.has(name))) {
      this.#projection.by(now + (presentIn(state) <= 1 ? PROJECT_AFTER_MS : PROJECT_COUNT_AFTER_MS));
    }
  }

  runDue(): Promise<void> {
    // The log may have grown while this was carried out: a projection asked for meanwhile is kept.
    const isWantedAgain = ({ kind }: NamedAlarm) => kind === this.#projection.kind && this.#projection.isAskedAgain;
    return this.#actor().alarms.runDue(this.#host, (alarm) => this.#run(alarm), isWantedAgain);
  }

  #run(alarm: NamedAlarm): Promise<void> {
    switch (alarm.kind) {
      case "deliver":
        return this.#deliver(Number(alarm.key));
      case "report":
        return this.#report(Number(alarm.key));
      case CLOSE_SHOWING:
        return this.#ports.closeShowing(alarm.key);
      default:
        return this.#project();
    }
  }

  async #deliver(seq: number): Promise<void> {
    const event = this.#actor().eventsAfter(seq - 1)[0];
    if (event === undefined) return;
    const { receipts } = event.data as { receipts: readonly AttendanceReceipt[] };
    for (let index = 0; index < receipts.length; index += DELIVERIES_AT_ONCE) {
      await Promise.all(
        receipts.slice(index, index + DELIVERIES_AT_ONCE).map((receipt) => this.#ports.recordReceipt(receipt)),
      );
    }
    await this.#ports.recordEvents(
      receipts.map((receipt) => ({
        id: `focus_attended:${receipt.id}`,
        name: "focus_attended",
        at: receipt.to,
        user: receipt.user,
        room: receipt.room,
        activeMs: receipt.activeMs,
      })),
    );
  }

  async #report(seq: number): Promise<void> {
    const actor = this.#actor();
    const event = actor.eventsAfter(seq - 1)[0];
    if (event?.by == null) return;
    const room = actor.state.room.id;
    await this.#ports.recordEvents([
      { id: `session_started:${room}:${seq}`, name: "session_started", at: event.at, user: event.by.user, room },
    ]);
  }

  #project(): Promise<void> {
    this.#projection.begun();
    return this.#ports.projectRoom(this.projection());
  }

  /** As the directory is to know it now. */
  projection(): RoomProjection {
    const { state, head } = this.#actor();
    const now = this.#host.now();
    const present = presentIn(state);
    return {
      id: state.room.id,
      seq: head,
      title: state.room.title,
      visibility: state.room.visibility,
      plan: state.plan,
      schedule: state.session?.endedAt == null ? state.schedule : null,
      members: state.roster.map((member) => member.user),
      present,
      live: present > 0 || isRunning(state, now),
      activeAt: now,
    };
  }
}

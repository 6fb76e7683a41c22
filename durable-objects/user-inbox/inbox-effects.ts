// What others must learn of an inbox: an answered invitation, a notification that was read. Named alarms, set in the turn
// that wrote the event and deleted when it was heard.
import type { InboxCommand, InboxState } from "#core/protocol/inbox.ts";
import type { SequencedInboxEvent } from "#core/domain/inbox.ts";
import type { SequencedEvent } from "#core/protocol/frames.ts";
import type { NamedAlarm } from "../shell/alarms.ts";
import type { Host } from "../shell/host.ts";
import type { LiveActor } from "../shell/live-actor.ts";
import type { InboxPorts } from "./inbox-ports.ts";

export class InboxEffects {
  readonly #host: Host;
  readonly #actor: () => LiveActor<InboxState, InboxCommand>;
  readonly #ports: Pick<InboxPorts, "settleInvitation" | "readNotification">;

  constructor(host: Host, actor: () => LiveActor<InboxState, InboxCommand>, ports: InboxPorts) {
    this.#host = host;
    this.#actor = actor;
    this.#ports = ports;
  }

  /** Only what this person did here: what came from outside is known there. */
  appended(events: readonly SequencedEvent[]): void {
    for (const { name, seq, by } of events) {
      if (by !== null && (name === "invitation_settled" || name === "notification_read")) {
        this.#actor().alarms.set("tell", String(seq), this.#host.now());
      }
    }
  }

  /** Carries out what is due. What fails is tried again later; everything may happen twice. */
  async runDue(): Promise<void> {
    const { alarms } = this.#actor();
    for (const alarm of alarms.due(this.#host.now())) {
      try {
        await this.#tell(alarm);
        alarms.clear(alarm);
      } catch (error) {
        this.#host.report(error);
        alarms.retry(alarm, this.#host.now());
      }
    }
  }

  async #tell({ key }: NamedAlarm): Promise<void> {
    const event = this.#actor().eventsAfter(Number(key) - 1)[0] as SequencedInboxEvent | undefined;
    if (event?.name === "notification_read") await this.#ports.readNotification(event.data.id);
    if (event?.name === "invitation_settled") {
      await this.#ports.settleInvitation(event.data.conversation, event.data.accepted);
    }
  }
}

// What actors call to tell the database and the event queue; every call may come twice.
import { WorkerEntrypoint } from "cloudflare:workers";
import type { BusinessEvent } from "#core/protocol/jobs.ts";
import type { ProjectorRpc, RoomProjection, StreakReminder } from "#core/protocol/projector.ts";
import { insertNotification } from "#db/queries/notifications.ts";
import { projectRoom } from "#db/queries/rooms.ts";
import { openDeps } from "./deps.ts";

export class Projector extends WorkerEntrypoint<Env> implements ProjectorRpc {
  async projectRoom(room: RoomProjection): Promise<void> {
    await projectRoom(openDeps(this.env).db, room);
  }

  async remind({ user, on, current }: StreakReminder): Promise<void> {
    const { db, now } = openDeps(this.env);
    const data = { on, current };
    await insertNotification(db, {
      id: `streak_reminder:${user}:${on}`,
      userId: user,
      kind: "streak_reminder",
      data,
      at: now(),
    });
  }

  async recordEvents(events: readonly BusinessEvent[]): Promise<void> {
    await openDeps(this.env).events.emit(events);
  }
}

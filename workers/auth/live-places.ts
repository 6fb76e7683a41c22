// Where a session is live, kept so that ending it closes its sockets at once.
import type { SessionId } from "#core/protocol/ids.ts";
import { listLivePlaces } from "#db/queries/sessions.ts";
import type { Deps } from "../deps.ts";
import { log } from "../log.ts";

/** An actor that does not answer is left behind: its sockets end with their token, within ten minutes. */
export const closeSockets = async ({ db, rooms }: Pick<Deps, "db" | "rooms">, session: SessionId): Promise<void> => {
  const places = await listLivePlaces(db, session);
  const answers = await Promise.allSettled(places.map((actor) => rooms.getByName(actor).revokeSession(session)));
  for (const [index, answer] of answers.entries()) {
    if (answer.status === "rejected")
      log("warn", "sockets not closed", { actor: places[index], error: String(answer.reason) });
  }
};

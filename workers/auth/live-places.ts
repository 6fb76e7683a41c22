// Where a session is live, kept so that ending it closes its sockets at once.
import type { SessionId } from "#core/protocol/ids.ts";
import { listLivePlaces } from "#db/queries/sessions.ts";
import type { Deps } from "../deps.ts";
import { revokeAt } from "../live-actors.ts";
import { log } from "../log.ts";

/** An actor that does not answer is left behind: its sockets end with their token, within ten minutes. */
export const closeSockets = async (
  deps: Pick<Deps, "db" | "rooms" | "conversations" | "inboxes">,
  session: SessionId,
): Promise<void> => {
  const places = await listLivePlaces(deps.db, session);
  const answers = await Promise.allSettled(places.map((place) => revokeAt(deps, place, session)));
  for (const [index, answer] of answers.entries()) {
    if (answer.status === "rejected")
      log("warn", "sockets not closed", { actor: places[index], error: String(answer.reason) });
  }
};

// One public room that never ends, so that there is always somebody's light on.
import type { Page } from "#core/protocol/http.ts";
import type { Plan } from "#core/protocol/rooms.ts";
import type { Api } from "./api.ts";

const TITLE = "Quiet library";
const MINUTE_MS = 60_000;

const PLAN: Plan = {
  focusMs: 25 * MINUTE_MS,
  breakMs: 5 * MINUTE_MS,
  longBreakMs: 15 * MINUTE_MS,
  longBreakEvery: 0,
  rounds: null,
};

type Room = { readonly id: string; readonly title: string };

/** Created and started once; a room outlives whoever opened it. */
export const openLibrary = async (owner: Api): Promise<void> => {
  const known = await owner.get<Page<Room>>("/rooms?visibility=public&limit=100");
  if (known.items.some((room) => room.title === TITLE)) return;
  const { room } = await owner.post<{ room: Room }>("/rooms", { title: TITLE, visibility: "public", plan: PLAN });
  await owner.post(`/live/${room.id}/commands`, {
    client: "seed-library",
    commands: [{ type: "command", n: 1, since: 0, floor: 1, name: "start", data: { fence: 1 } }],
  });
};

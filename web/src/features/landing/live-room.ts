// What the landing page knows of the house at this moment: one open room, and how many people sit in open rooms.
import type { RoomDoor, RoomView } from "#web/lib/api.ts";
import { isApiError } from "#web/lib/http.ts";
import { getRoom, listPublicRooms } from "#web/features/rooms/rooms-api.ts";

export type House = { readonly door: RoomDoor | null; readonly people: number };

/** The fullest room that runs; else the fullest. */
export const pickRoom = <R extends Pick<RoomView, "present" | "schedule">>(rooms: readonly R[]): R | null => {
  const score = (room: R) => room.present + (room.schedule === null ? 0 : 10_000);
  return rooms.reduce<R | null>((best, room) => (best === null || score(room) > score(best) ? room : best), null);
};

export const lookAround = async (): Promise<House> => {
  const { items } = await listPublicRooms();
  const room = pickRoom(items);
  const people = items.reduce((sum, { present }) => sum + present, 0);
  if (room === null) return { door: null, people };
  try {
    return { door: await getRoom(room.id), people };
  } catch (error) {
    if (isApiError(error, "not_found")) return { door: null, people };
    throw error;
  }
};

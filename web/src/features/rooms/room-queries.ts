// What pages keep of the room lists. Lists are allowed to be late; the room itself never is.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { getRoom, getRoomByCode, listOwnRooms, listPublicRooms, listReceipts } from "./rooms-api.ts";

const RENEW_MS = 20_000;

export const ownRoomsQuery = queryOptions({
  queryKey: ["rooms", "own"],
  queryFn: listOwnRooms,
  refetchInterval: RENEW_MS,
});

export const publicRoomsQuery = queryOptions({
  queryKey: ["rooms", "public"],
  queryFn: () => listPublicRooms(),
  refetchInterval: RENEW_MS,
});

export const publicRoomPagesQuery = infiniteQueryOptions({
  queryKey: ["rooms", "public", "pages"],
  queryFn: ({ pageParam }) => listPublicRooms(pageParam),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  refetchInterval: RENEW_MS,
});

export const roomDoorQuery = (id: string) =>
  queryOptions({ queryKey: ["rooms", "door", id], queryFn: () => getRoom(id) });

export const receiptsQuery = (id: string) =>
  queryOptions({ queryKey: ["rooms", "receipts", id], queryFn: () => listReceipts(id) });

export const codeDoorQuery = (code: string) =>
  queryOptions({ queryKey: ["rooms", "code", code], queryFn: () => getRoomByCode(code) });

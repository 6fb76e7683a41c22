// The receipt a room issues for each focus phase somebody attended; the streak credits each id once (contract: room, streak).
import { z } from "zod";
import { RoomId, UserId } from "./ids.ts";

export const AttendanceReceipt = z.strictObject({
  /** `<room>:<seq of started>:<phase index>:<user>`: the same phase of the same session never yields a second id. */
  id: z.string().max(160),
  room: RoomId,
  user: UserId,
  /** Index of the phase in the session's schedule. */
  phase: z.int().min(0),
  /** First and last instant (epoch ms, server clock) of the part attended. */
  from: z.int(),
  to: z.int(),
  /** Running phase time with a live socket, drops under 10 s included. */
  activeMs: z.int().min(1),
  /** How many others were there at the same time. */
  copresent: z.int().min(0),
});
export type AttendanceReceipt = z.infer<typeof AttendanceReceipt>;

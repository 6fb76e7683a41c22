// How the Worker and other actors call the streak of a person.
import type { UserId } from "#core/protocol/ids.ts";
import type { UserStreakRpc } from "#core/protocol/streaks.ts";
import { type AllowList, openSealed } from "../shell/itty.ts";

export const STREAK_CALLS: AllowList<UserStreakRpc> = {
  describe: true,
  days: true,
  explain: true,
  checkIn: true,
  update: true,
  planFreeze: true,
  importHistory: true,
  recordReceipts: true,
  claim: true,
  handOver: true,
};

export const openStreak = (namespace: DurableObjectNamespace, user: UserId): UserStreakRpc =>
  openSealed<UserStreakRpc>(namespace, user, STREAK_CALLS);

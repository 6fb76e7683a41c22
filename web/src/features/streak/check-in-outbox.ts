// Check-ins wait here until the streak has answered: written before they are sent, removed when settled. `client` and
// `n` make every repeat harmless, so that tabs need not agree on who sends.
import { CLIENT_ID } from "#web/lib/client-id.ts";
import { serverNow } from "#web/lib/clock.ts";
import { isApiError } from "#web/lib/http.ts";
import { currentUser, session } from "#web/lib/session.ts";
import type { CheckInAnswer } from "#core/protocol/streaks.ts";
import { checkIn } from "./streak-api.ts";

type Entry = {
  readonly user: string;
  readonly client: string;
  readonly n: number;
  readonly composedAt: number;
  readonly timeZone: string;
};

const KEY = "lockstep.check-ins";

const read = (): readonly Entry[] => {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "[]") as Entry[];
  } catch {
    return [];
  }
};
const write = (entries: readonly Entry[]): void => {
  if (entries.length === 0) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, JSON.stringify(entries));
};
const remove = ({ client, n }: Entry): void =>
  write(read().filter((entry) => entry.client !== client || entry.n !== n));

let lastN = 0;

/** `null`: it waits for the network. Throws what the streak refused. */
const send = async (entry: Entry): Promise<CheckInAnswer | null> => {
  const { user: _, ...body } = entry;
  try {
    const answer = await checkIn(body);
    remove(entry);
    return answer;
  } catch (error) {
    const lasting =
      isApiError(error) && error.status >= 400 && error.status < 500 && error.status !== 401 && error.status !== 429;
    if (lasting) remove(entry);
    if (lasting) throw error;
    return null;
  }
};

export const checkInNow = async (): Promise<CheckInAnswer | null> => {
  const user = currentUser();
  if (user === null) return null;
  const entry = {
    user: user.id,
    client: CLIENT_ID,
    n: ++lastN,
    composedAt: Math.round(serverNow()),
    timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
  write([...read(), entry]);
  return send(entry);
};

const drain = async (): Promise<void> => {
  const user = currentUser();
  for (const entry of read()) if (entry.user === user?.id) await send(entry).catch(() => undefined);
};

/** Drains what an earlier page left behind, and whenever the network or the session comes back. */
export const startCheckInOutbox = (settled: () => void): (() => void) => {
  const run = () => {
    if (read().length > 0) void drain().then(settled);
  };
  run();
  addEventListener("online", run);
  const unsubscribe = session.subscribe(run);
  return () => {
    removeEventListener("online", run);
    unsubscribe();
  };
};

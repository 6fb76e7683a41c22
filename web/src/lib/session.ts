// Who is signed in here. The refresh cookie is the session; this remembers only who it was, to open offline.
import { accessToken, holdToken, onRefresh, refresh, type RefreshOutcome } from "./access.ts";
import { api, type BodyFor, type SignedIn, type User } from "./api.ts";
import { createStore, useStore } from "./external-store.ts";
import { applyMotion, applyTheme } from "./theme.ts";

/** `known`: the profile is the remembered one, the server was not reached yet. */
export type Session =
  | { readonly kind: "starting" }
  | { readonly kind: "signed_out" }
  | { readonly kind: "signed_in"; readonly user: User; readonly known: "fresh" | "remembered" };

const REMEMBERED = "lockstep.user";
const RETRY_MS = 5_000;

const remembered = (): User | null => {
  try {
    return JSON.parse(localStorage.getItem(REMEMBERED) ?? "null") as User | null;
  } catch {
    return null;
  }
};

const remember = (user: User | null): void => {
  if (user === null) localStorage.removeItem(REMEMBERED);
  else localStorage.setItem(REMEMBERED, JSON.stringify(user));
};

export const session = createStore<Session>({ kind: remembered() === null ? "signed_out" : "starting" });
export const useSession = (): Session => useStore(session);

export const currentUser = (): User | null => {
  const now = session.get();
  return now.kind === "signed_in" ? now.user : null;
};

const tabs = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("lockstep.session");

const enter = (signedIn: SignedIn): void => {
  holdToken(signedIn.accessToken);
  keepUser(signedIn.user);
};

/** The account changed (profile saved, refreshed): everything that shows it follows. */
export const keepUser = (user: User): void => {
  remember(user);
  applyTheme(user.preferences.theme);
  applyMotion(user.preferences.reducedMotion);
  session.set({ kind: "signed_in", user, known: "fresh" });
};

const leave = (): void => {
  holdToken(null);
  remember(null);
  session.set({ kind: "signed_out" });
};

const settle = (outcome: RefreshOutcome): void => {
  if (outcome.kind === "signed_in") enter(outcome.signedIn);
  else if (outcome.kind === "signed_out") leave();
  else {
    const user = remembered();
    if (user !== null && session.get().kind === "starting")
      session.set({ kind: "signed_in", user, known: "remembered" });
    setTimeout(() => {
      const now = session.get();
      if (now.kind === "signed_in" && now.known === "remembered") void refresh();
    }, RETRY_MS);
  }
};

onRefresh(settle);
tabs?.addEventListener("message", () => {
  if (remembered() === null) leave();
  else void refresh();
});
addEventListener("online", () => {
  if (session.get().kind === "signed_in") void refresh();
});

/** Someone who never signed in here costs no request. */
export const startSession = (): void => {
  if (session.get().kind === "starting") void refresh();
};

const arrive = (signedIn: SignedIn): User => {
  enter(signedIn);
  tabs?.postMessage("changed");
  return signedIn.user;
};

const timeZone = () => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A guest who registers keeps the id, the receipts and the streak: the guest's token travels along. */
export const register = async (form: Omit<BodyFor<"post", "/auth/register">, "timeZone">): Promise<User> =>
  arrive(await api("post", "/auth/register", { body: { ...form, timeZone: timeZone() } }));

/** A guest who signs in to an account hands over what was earned as a guest. */
export const login = async (body: BodyFor<"post", "/auth/login">): Promise<User> => {
  const guestToken = currentUser()?.role === "guest" ? await accessToken() : null;
  const user = arrive(await api("post", "/auth/login", { body }));
  if (guestToken !== null) await api("post", "/me/claims", { body: { guestToken } }).catch(() => undefined);
  return user;
};

export const signInAsGuest = async (name: string): Promise<User> =>
  arrive(await api("post", "/auth/guest", { body: { name, timeZone: timeZone() } }));

export const logout = async (): Promise<void> => {
  await api("post", "/auth/logout").catch(() => undefined);
  leave();
  tabs?.postMessage("changed");
};

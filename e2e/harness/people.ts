// People for tests, made through the public API: each has an account, a token, and the calls a page would make.

export type Person = {
  readonly name: string;
  readonly id: string;
  /** `withinMs`: for who would rather ask again than wait. */
  readonly call: <T>(method: string, path: string, body?: unknown, withinMs?: number) => Promise<T>;
};

type SignedIn = { readonly accessToken: string; readonly user: { readonly id: string } };

let count = 0;
const PATIENCE_MS = 60_000;

/** Throws with the problem's code where the answer is no success. */
const respond = async (
  origin: string,
  method: string,
  path: string,
  body: unknown,
  token?: string,
  withinMs = PATIENCE_MS,
): Promise<Response> => {
  const response = await fetch(`${origin}/api/v1${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(withinMs),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response;
};

const request = async <T>(...asked: Parameters<typeof respond>): Promise<T> => {
  const response = await respond(...asked);
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
};

const personOf = (origin: string, name: string, { accessToken, user }: SignedIn): Person => ({
  name,
  id: user.id,
  call: (method, path, body, withinMs) => request(origin, method, path, body, accessToken, withinMs),
});

export const PASSWORD = "correct horse battery staple";

export const newEmail = (name: string): string => `${name.toLowerCase()}-${process.pid}-${(count += 1)}@example.org`;

/** A person with what a browser keeps of being signed in. */
export type Device = Person & {
  readonly email: string;
  readonly user: SignedIn["user"];
  readonly cookie: { readonly name: string; readonly value: string };
};

type Registration = { readonly email: string; readonly password: string };

const deviceOf = async (origin: string, path: string, body: Registration, name: string): Promise<Device> => {
  const response = await respond(origin, "POST", path, body);
  const [cookie = ""] = (response.headers.getSetCookie()[0] ?? "").split(";");
  const [key = "", value = ""] = cookie.split("=");
  const signedIn = (await response.json()) as SignedIn;
  const { email } = body;
  return { ...personOf(origin, name, signedIn), email, user: signedIn.user, cookie: { name: key, value } };
};

export const signUp = (origin: string, name: string): Promise<Device> => {
  const body = { email: newEmail(name.split(" ")[0] ?? name), password: PASSWORD, name, timeZone: "Europe/Berlin" };
  return deviceOf(origin, "/auth/register", body, name);
};

/** Another device of somebody who has an account. */
export const signInAgain = (origin: string, { email, name }: Pick<Device, "email" | "name">): Promise<Device> =>
  deviceOf(origin, "/auth/login", { email, password: PASSWORD }, name);

/** Guests cost no password hash: the way to have many people. */
export const sitDownAsGuest = async (origin: string, name: string): Promise<Person> =>
  personOf(origin, name, await request<SignedIn>(origin, "POST", "/auth/guest", { name, timeZone: "Europe/Berlin" }));

export type OpenedRoom = { readonly id: string; readonly code: string };

export const openRoom = async (owner: Person, room: Record<string, unknown> = {}): Promise<OpenedRoom> => {
  const body = { title: "Thesis hours", visibility: "unlisted", ...room };
  return (await owner.call<{ room: OpenedRoom }>("POST", "/rooms", body)).room;
};

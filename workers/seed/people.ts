// Four people to try the product with. Their password is public, so production refuses it.
import type { SignedIn } from "#core/protocol/auth.ts";
import { openApi, SeedError, type Api } from "./api.ts";
import { SEED_PASSWORD } from "./password.ts";

export type Person = { readonly name: string; readonly email: string; readonly timeZone: string };

export const PEOPLE = {
  alice: { name: "Alice", email: "alice@example.org", timeZone: "Europe/Berlin" },
  bob: { name: "Bob", email: "bob@example.org", timeZone: "America/New_York" },
  carol: { name: "Carol", email: "carol@example.org", timeZone: "Asia/Tokyo" },
  dan: { name: "Dan", email: "dan@example.org", timeZone: "Australia/Sydney" },
} as const satisfies Record<string, Person>;

const register = async (origin: string, { name, email, timeZone }: Person): Promise<SignedIn> => {
  const anonymous = openApi(origin);
  try {
    return await anonymous.post<SignedIn>("/auth/register", { name, email, timeZone, password: SEED_PASSWORD });
  } catch (error) {
    if (!(error instanceof SeedError) || error.message !== "email_taken") throw error;
  }
  try {
    return await anonymous.post<SignedIn>("/auth/login", { email, password: SEED_PASSWORD });
  } catch (error) {
    if (!(error instanceof SeedError) || error.message !== "bad_credentials") throw error;
    const help =
      "the secrets in .dev.vars are not those this database was made with; remove .wrangler/state to begin anew";
    throw new SeedError(`${email} is there with another password: ${help}`, { cause: error });
  }
};

/** Registers the person, or signs in who is there already. */
export const signIn = async (origin: string, person: Person): Promise<Api> =>
  openApi(origin, (await register(origin, person)).accessToken);

// `npm run rebuild:directory`: everything the database lists of rooms and conversations, made anew from themselves. The product
// stays in use. The account must be an admin's; its password is read from ADMIN_PASSWORD.
//   ADMIN_PASSWORD=… npm run rebuild:directory -- --email you@example.org [--origin https://lockstep.example]
import { parseArgs } from "node:util";

type Step = { readonly rebuilt: number; readonly missing: number; readonly nextCursor: string | null };

const call = async <T>(origin: string, path: string, token: string | null, body?: unknown): Promise<T> => {
  const response = await fetch(`${origin}/api/v1${path}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
};

const signIn = async (origin: string, email: string, password: string): Promise<string> =>
  (await call<{ accessToken: string }>(origin, "/auth/login", null, { email, password })).accessToken;

const { values } = parseArgs({ options: { origin: { type: "string" }, email: { type: "string" } } });
const { origin = "http://localhost:8787", email } = values;
const password = process.env["ADMIN_PASSWORD"];
if (email === undefined || password === undefined) {
  console.error("ADMIN_PASSWORD=… npm run rebuild:directory -- --email <address of an admin> [--origin <url>]");
  process.exit(2);
}

/** A token lives ten minutes; a rebuild may take longer. */
const STEPS_PER_TOKEN = 100;
let token = await signIn(origin, email, password);
let rebuilt = 0;
let missing = 0;
let cursor: string | null = "";
for (let steps = 1; cursor !== null; steps++) {
  if (steps % STEPS_PER_TOKEN === 0) token = await signIn(origin, email, password);
  const step: Step = await call<Step>(origin, `/admin/directory/rebuild?cursor=${encodeURIComponent(cursor)}`, token);
  rebuilt += step.rebuilt;
  missing += step.missing;
  cursor = step.nextCursor;
  console.log(`${rebuilt} rebuilt, ${missing} never came into being`);
}

// People over HTTP: finding and looking at them, contacts, blocks, one's own profile, invitations by link.
import { api, type BodyFor, type Schemas } from "#web/lib/api.ts";
import { isApiError } from "#web/lib/http.ts";

export type PersonCard = Schemas["PersonCard"];
export type Person = Schemas["Person"];
export type Contact = Schemas["Contact"];
export type Profile = Schemas["Profile"];
export type PersonInvite = Schemas["PersonInvite"];

export const searchPeople = (q: string, signal: AbortSignal) =>
  api("get", "/people", { query: { q, limit: 20 }, signal });

export const getPerson = async (person: string) => (await api("get", "/people/{person}", { path: { person } })).person;

export const listContacts = (state: Contact["state"], cursor?: string) =>
  api("get", "/me/contacts", { query: { state, limit: 100, ...(cursor === undefined ? {} : { cursor }) } });

/** Where the other has asked before, both are contacts at once. */
export const requestContact = async (person: string) =>
  (await api("post", "/me/contacts", { body: { person } })).contact;

export const acceptContact = async (id: string) =>
  (await api("post", "/me/contacts/{id}/accept", { path: { id } })).contact;

/** Declines, withdraws or ends: afterwards there is nothing between the two, and that may be so already. */
export const removeContact = async (id: string): Promise<void> => {
  try {
    await api("delete", "/me/contacts/{id}", { path: { id } });
  } catch (error) {
    if (!isApiError(error, "not_found")) throw error;
  }
};

export const listBlocks = () => api("get", "/me/blocks");
export const block = (id: string) => api("put", "/me/blocks/{id}", { path: { id } });
export const unblock = (id: string) => api("delete", "/me/blocks/{id}", { path: { id } });

export const getProfile = () => api("get", "/me/profile");

/** Another device may have saved since: what is changed here is said again on top of that, once. */
export const updateProfile = async (
  version: number,
  change: Omit<BodyFor<"patch", "/me/profile">, "version">,
): Promise<Profile> => {
  const save = (known: number) => api("patch", "/me/profile", { body: { ...change, version: known } });
  try {
    return await save(version);
  } catch (error) {
    if (!isApiError(error, "stale_version")) throw error;
    return await save((await getProfile()).version);
  }
};

export const setHandle = (handle: string) => api("put", "/me/handle", { body: { handle } });

export const listInvites = () => api("get", "/me/invites");
export const createInvite = async ({ body, once }: { body: BodyFor<"post", "/me/invites">; once: string }) =>
  (await api("post", "/me/invites", { body, once })).invite;
export const removeInvite = (code: string) => api("delete", "/me/invites/{code}", { path: { code } });

/** Whose link this is. */
export const getInvite = async (code: string) => (await api("get", "/invites/{code}", { path: { code } })).invite;
export const acceptInvite = (code: string) => api("post", "/invites/{code}/accept", { path: { code } });

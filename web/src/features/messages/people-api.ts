// People over HTTP: search, contacts, blocks.
import type { BlockView, ContactView, PersonCard, PersonView } from "#core/protocol/people.ts";
import { call } from "#web/lib/http.ts";

type List<T> = { readonly items: readonly T[]; readonly nextCursor: string | null };

export const searchPeople = (q: string, signal: AbortSignal) =>
  call<List<PersonCard>>("GET", "/people", { query: { q, limit: 20 }, signal });

export const getPerson = async (id: string) => (await call<{ person: PersonView }>("GET", `/people/${id}`)).person;

export const listContacts = () => call<List<ContactView>>("GET", "/me/contacts", { query: { limit: 100 } });

export const listBlocks = () => call<List<BlockView>>("GET", "/me/blocks", { query: { limit: 100 } });

export const block = (id: string) => call<undefined>("PUT", `/me/blocks/${id}`);

export const unblock = (id: string) => call<undefined>("DELETE", `/me/blocks/${id}`);

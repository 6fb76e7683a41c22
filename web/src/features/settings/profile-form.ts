// What can be said about a profile before it is sent, and what of it changed. The server decides. Pure.
import type { People } from "#web/messages/en-people.ts";
import type { Messages } from "#web/messages/en.ts";

export type ProfileForm = { readonly name: string; readonly handle: string; readonly bio: string };
export type ProfileErrors = Readonly<Partial<Record<keyof ProfileForm, string>>>;

export const MAX_BIO = 500;
const HANDLE = /^(?!usr_)[a-z0-9_]{3,30}$/;

/** As it is kept: in lower case, without the sign that it is written with. */
export const cleanHandle = (handle: string): string => handle.trim().toLowerCase().replace(/^@/, "");

export const checkProfile = (form: ProfileForm, kept: ProfileForm, t: Messages, people: People): ProfileErrors => {
  const name = form.name.trim();
  const handle = cleanHandle(form.handle);
  return {
    ...(name === "" || name.length > 60 ? { name: t.accounts.nameMissing } : {}),
    // Without a handle one can stay; one that was taken can only be changed.
    ...((handle === "" && kept.handle === "") || HANDLE.test(handle) ? {} : { handle: people.handleWrong }),
    ...(form.bio.trim().length > MAX_BIO ? { bio: people.bioTooLong } : {}),
  };
};

/** Only what is different is saved. */
export const changedProfile = (form: ProfileForm, kept: ProfileForm): Partial<ProfileForm> => {
  const wanted = { name: form.name.trim(), handle: cleanHandle(form.handle), bio: form.bio.trim() };
  return Object.fromEntries(Object.entries(wanted).filter(([key, value]) => kept[key as keyof ProfileForm] !== value));
};

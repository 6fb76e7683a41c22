// Files in messages: only one's own, seen by members from the moment of the message until it or they are gone.
import { beforeAll, expect, it } from "vitest";
import type { Attachment, MediaUses, MediaView } from "#core/protocol/media.ts";
import { registerPerson } from "../api/test-client.ts";
import { makePng, openMediaApp } from "./media.fixture.ts";

const app = openMediaApp();
const [ada, bob] = [app.client(), app.client()];
let place = "";
let media: MediaView;
let n = 0;

type Frames = { frames: { type: string; code?: string; events?: { seq: number; name: string; data: unknown }[] }[] };

const command = async (by: typeof ada, name: string, data: object) => {
  n += 1;
  const { body } = await by.send<Frames>("POST", `/live/${place}/commands`, {
    client: "test-client",
    log: null,
    commands: [{ type: "command", n, since: 0, floor: n, name, data }],
  });
  return body;
};
const send = (by: typeof ada, text: string, attachments: readonly unknown[]) =>
  command(by, "send", { body: { kind: "plain", text, attachments } });

type Page = { items: { seq: number; body: { text: string; attachments?: object[] } | null }[] };
const messages = async () => (await ada.send<Page>("GET", `/conversations/${place}/messages`)).body.items;

beforeAll(async () => {
  await registerPerson(ada, "Ada");
  const friend = await registerPerson(bob, "Bob");
  const made = await ada.send<{ conversation: { id: string } }>("POST", "/conversations", {
    kind: "group",
    memberIds: [friend.user.id],
    title: "T",
    encryption: "none",
  });
  place = made.body.conversation.id;
  media = await app.upload(ada, await makePng(40, 20), { name: "boat.png", temporary: true });
});

const attached = (): Attachment => {
  if (media.attachment === null) throw new Error("not ready");
  return media.attachment;
};

it("M31 only one's own files are attached, described as this server did; the proof is not kept", async () => {
  const foreign = await send(bob, "mine now", [attached()]);
  const altered = await send(ada, "no", [{ ...attached(), type: "text/html" }]);
  const forged = await send(ada, "no", [{ ...attached(), proof: "A".repeat(43) }]);
  const twice = await send(ada, "no", [attached(), attached()]);
  for (const { frames } of [foreign, altered, forged, twice]) {
    expect(frames).toMatchObject([{ type: "reject", code: "not_your_media" }]);
  }
  expect((await send(ada, "", [])).frames).toMatchObject([{ type: "reject" }]);
  await send(ada, "", [attached()]);
  const [message] = await messages();
  expect(message?.body?.text).toBe("");
  expect(message?.body?.attachments).toEqual([{ ...attached(), proof: undefined }]);
});

it("M32 members see what is attached, it stays, and an edit keeps it; without the message nobody but its owner sees it", async () => {
  await expect.poll(() => app.urlOf(bob, media.id, "thumb"), { timeout: 20_000 }).toMatchObject({ type: "image/webp" });
  expect(await app.look(ada, media.id)).toMatchObject({ expiresAt: null });
  const seq = (await messages())[0]?.seq;
  await command(ada, "edit", { seq, body: { kind: "plain", text: "our boat" } });
  expect((await messages())[0]?.body).toMatchObject({ text: "our boat", attachments: [{ id: media.id }] });
  const uses = async (by: typeof ada) => by.send<MediaUses>("GET", `/media/${media.id}/uses`);
  expect((await uses(ada)).body).toEqual({
    items: [{ kind: "conversation", id: place, title: "T" }],
    elsewhere: 0,
  });
  expect((await uses(bob)).status).toBe(404);
  await command(ada, "remove", { seq });
  await expect.poll(() => app.urlOf(bob, media.id), { timeout: 20_000 }).toBeUndefined();
  expect(await app.urlOf(ada, media.id)).toBeDefined();
});

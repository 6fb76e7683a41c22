// The three doors of a live actor from outside: the same frames in the same order, with sockets or without.
import { expect, test } from "vitest";
import type { SequencedEvent, ServerFrame } from "../core/protocol/frames.ts";
import { LivePage } from "./harness/live-page.ts";
import { startWireProxy } from "./harness/wire-proxy.ts";
import { openRoom, type Person, signUp, sitDownAsGuest } from "./harness/people.ts";
import { useBrowser, useProduct } from "./harness/for-this-file.ts";
import { visit } from "./pages/browser.ts";

const product = useProduct();
const browser = useBrowser();

const poll = (person: Person, room: string, query: string) =>
  person.call<{ frames: ServerFrame[] }>("GET", `/live/${room}/events?${query}`);

const eventsOf = (frames: readonly ServerFrame[]): SequencedEvent[] =>
  frames.flatMap((frame) => (frame.type === "events" ? frame.events : []));

test("a poll brings what a socket brings, a command by the door is seen by both, a repeated one happens once", async () => {
  const owner = await signUp(product.origin, "Owner");
  const room = await openRoom(owner, { openChat: true });
  const guest = await sitDownAsGuest(product.origin, "Guest");
  await guest.call("POST", "/rooms/join", { code: room.code });
  const page = new LivePage(product.origin, room.id, owner);
  await page.until(() => page.live.isCaughtUp);

  const first = await poll(guest, room.id, "client=guest-client&have=0&wait=0");
  expect(first.frames[0]).toMatchObject({ type: "welcome", reset: false });
  expect(first.frames.some((frame) => frame.type === "presence")).toBe(true);
  const { head, log } = first.frames[0] as Extract<ServerFrame, { type: "welcome" }>;

  const waiting = poll(guest, room.id, `client=guest-client&log=${log}&have=${head}&wait=8&visible=true`);
  await page.until(
    () => page.live.presence?.members.some(({ user, state }) => user === guest.id && state === "here") === true,
  );
  await page.command("say", { text: "hello, poller" });
  expect(eventsOf((await waiting).frames)).toEqual(page.seen.filter(({ seq }) => seq > head));

  const body = {
    client: "guest-client",
    log,
    commands: [{ type: "command", n: 1, since: head, floor: 1, name: "say", data: { text: "by the door" } }],
  };
  const door = () => guest.call<{ frames: ServerFrame[] }>("POST", `/live/${room.id}/commands`, body);
  const [once, twice] = [await door(), await door()];
  expect(once.frames).toEqual(twice.frames);
  expect(once.frames).toMatchObject([{ type: "ack", n: 1 }]);
  await page.until(() => page.state.chat.some(({ text }) => text === "by the door"));
  expect(page.state.chat.filter(({ text }) => text === "by the door")).toHaveLength(1);
  page.close();
});

test(
  "where sockets are blocked the page polls, sends and follows, and returns to a socket when it may",
  { timeout: 240_000 },
  async () => {
    const owner = await signUp(product.origin, "Owner");
    const room = await openRoom(owner, { openChat: true });
    const page = new LivePage(product.origin, room.id, owner);
    await page.until(() => page.live.isCaughtUp);
    const proxy = await startWireProxy(product.origin);
    proxy.allowsSockets = false;
    const { page: blocked } = await visit(browser, proxy.origin, { width: 1280, theme: "light" });
    let sockets = 0;
    blocked.on("websocket", (socket) => socket.on("framereceived", () => (sockets += 1)));

    await blocked.goto(`/j/${room.code}`);
    await blocked.getByLabel("Your name").fill("Walled in");
    await blocked.getByRole("button", { name: "Join as a guest" }).click();
    await blocked.getByRole("heading", { name: "Thesis hours" }).waitFor();
    await blocked.getByLabel("What will you do?").fill("Get past the wall");
    await blocked.getByRole("button", { name: "Set" }).click();
    await page.until(() => page.state.roster.some(({ goal }) => goal === "Get past the wall"));
    await page.command("say", { text: "we hear you" });
    await blocked.getByText("we hear you").waitFor();
    expect(sockets).toBe(0);

    // Another network, and the browser says so: the page need not wait for its turn.
    proxy.allowsSockets = true;
    await blocked.evaluate(() => dispatchEvent(new Event("online")));
    await blocked.waitForEvent("websocket", {
      predicate: (socket) => socket.url().includes("/live/"),
      timeout: 100_000,
    });
    await expect.poll(() => sockets, { timeout: 60_000 }).toBeGreaterThan(0);
    await page.command("say", { text: "by the wire again" });
    await blocked.getByText("by the wire again").waitFor();
    page.close();
    proxy.stop();
  },
);

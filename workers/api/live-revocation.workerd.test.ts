// Ending a session reaches its sockets in a real room: at once, and also where a ticket was still in hand.
import { createExecutionContext, evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import type { SocketTicket } from "#core/protocol/auth.ts";
import { CLOSE } from "#core/protocol/close-codes.ts";
import { createApp } from "./index.ts";
import { openTestApp, ORIGIN, OWN_PAGE, PASSWORD, registerPerson, type Client } from "./test-client.ts";

const app = openTestApp();

const enterRoom = async (client: Client): Promise<string> => {
  const { body } = await client.send<{ room: { id: string } }>("POST", "/rooms", { title: "R", visibility: "private" });
  return body.room.id;
};

const ticketFor = async (client: Client, target: string): Promise<string> =>
  (await client.send<SocketTicket>("POST", "/auth/socket-ticket", { target })).body.ticket;

const connect = (room: string, ticket: string): Promise<Response> =>
  Promise.resolve(
    createApp(() => app.deps).fetch(
      new Request(`${ORIGIN}/api/v1/live/${room}/socket`, {
        headers: { upgrade: "websocket", origin: ORIGIN, "sec-websocket-protocol": `lockstep.v1, ticket.${ticket}` },
      }),
      env,
      createExecutionContext(),
    ),
  );

const openSocket = async (client: Client, room: string): Promise<{ closed: Promise<number> }> => {
  const socket = (await connect(room, await ticketFor(client, room))).webSocket;
  if (!socket) throw new Error("no socket");
  const closed = new Promise<number>((resolve) => socket.addEventListener("close", (event) => resolve(event.code)));
  socket.accept();
  return { closed };
};

describe("revocation", () => {
  it("V1 signing a device out closes its sockets, and only its own", async () => {
    const laptop = app.client();
    const { email } = await registerPerson(laptop);
    const phone = app.client();
    phone.token = (
      await phone.send<{ accessToken: string }>("POST", "/auth/login", { email, password: PASSWORD })
    ).body.accessToken;
    const room = await enterRoom(laptop);
    const [onLaptop, onPhone] = [await openSocket(laptop, room), await openSocket(phone, room)];
    expect((await phone.send("POST", "/auth/logout", undefined, OWN_PAGE)).status).toBe(204);
    expect(await onPhone.closed).toBe(CLOSE.revoked);
    const still = await Promise.race([onLaptop.closed, Promise.resolve("open")]);
    expect(still).toBe("open");
  });

  it("V2 a refresh token used by two closes the sockets of the family", async () => {
    const ada = app.client();
    await registerPerson(ada);
    const room = await enterRoom(ada);
    const { closed } = await openSocket(ada, room);
    const thief = Object.assign(app.client(), { cookie: ada.cookie });
    await ada.send("POST", "/auth/refresh", undefined, OWN_PAGE);
    await ada.send("POST", "/auth/refresh", undefined, OWN_PAGE);
    app.clock.nowMs += 11_000;
    expect((await thief.send("POST", "/auth/refresh", undefined, OWN_PAGE)).body.code).toBe("session_revoked");
    expect(await closed).toBe(CLOSE.revoked);
  });

  it("V3 a ticket in hand opens nothing once its session has ended", async () => {
    const ada = app.client();
    await registerPerson(ada);
    const room = await enterRoom(ada);
    const ticket = await ticketFor(ada, room);
    await ada.send("POST", "/auth/logout", undefined, OWN_PAGE);
    const answer = await connect(room, ticket);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ code: "session_revoked" });
  });

  it("V3 nor where its session was let in before, though the actor has left memory since", async () => {
    const ada = app.client();
    await registerPerson(ada);
    const room = await enterRoom(ada);
    const { closed } = await openSocket(ada, room);
    const ticket = await ticketFor(ada, room);
    await ada.send("POST", "/auth/logout", undefined, OWN_PAGE);
    expect(await closed).toBe(CLOSE.revoked);
    await evictDurableObject(app.deps.rooms.getByName(room));
    const answer = await connect(room, ticket);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ code: "session_revoked" });
  });

  it("V4 whoever comes back is let in without the database being asked", async () => {
    const ada = app.client();
    await registerPerson(ada);
    const room = await enterRoom(ada);
    await openSocket(ada, room);
    const ticket = await ticketFor(ada, room);
    const asked = vi.spyOn(app.deps.db, "batch");
    const answer = await connect(room, ticket);
    expect(answer.status).toBe(101);
    expect(asked).not.toHaveBeenCalled();
    answer.webSocket?.accept();
  });
});

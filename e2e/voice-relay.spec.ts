// Voice through a real relay: two pages that may use nothing else hear each other with the credentials the product made.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openRoom, signUp } from "./harness/people.ts";
import { type Product, startProduct } from "./harness/product.ts";
import { isProof } from "./harness/proofs.ts";
import { hasTurnServer, startTurnServer, type TurnServer } from "./harness/turn-server.ts";
import { launch, visit } from "./pages/browser.ts";
import { FAKE_DEVICES, hears, joinVoice, noteLinks, pathsOf } from "./pages/voice.ts";

const PORT = 24_478;
const RELAY_PORTS = [24_500, 24_599] as const;
const SECRET = "shared by the product and the relay";

const canProve = isProof && hasTurnServer();
if (isProof && !canProve)
  console.log("voice through a relay is not proven here: there is no turnserver (Debian: coturn)");

describe.skipIf(!canProve)("voice through a relay", () => {
  let turn: TurnServer;
  let product: Product;
  let browser: Browser;

  beforeAll(async () => {
    turn = await startTurnServer(PORT, RELAY_PORTS, SECRET);
    const vars = { STUN_URLS: "", TURN_URLS: turn.url, TURN_SECRET: SECRET, VOICE_RELAY_ONLY: "true" };
    [product, browser] = await Promise.all([startProduct({ vars }), launch(FAKE_DEVICES)]);
  });
  afterAll(async () => {
    await browser?.close();
    await product?.stop();
    await turn?.stop();
  });

  it("is heard by both, on relayed addresses alone, and credentials that were changed open nothing", async () => {
    const people = await Promise.all(["Lena Brandt", "Mara Okafor"].map((name) => signUp(product.origin, name)));
    const [lena, mara] = people;
    if (lena === undefined || mara === undefined) throw new Error("nobody came");
    const room = await openRoom(lena);
    await mara.call("POST", "/rooms/join", { code: room.code });
    const visitors = await Promise.all(
      people.map(async (person) => {
        const visitor = await visit(browser, product.origin, { width: 1024, theme: "light" }, person);
        await noteLinks(visitor.page);
        await visitor.page.goto(`/rooms/${room.id}`);
        await visitor.page.getByRole("button", { name: "Invite" }).waitFor();
        return visitor;
      }),
    );
    for (const visitor of visitors) await joinVoice(visitor);
    await Promise.all(visitors.map((visitor) => hears(visitor, 1)));
    for (const { page } of visitors) expect(await pathsOf(page)).toEqual([["relay", "relay"]]);
    for (const { id } of people)
      expect(turn.log()).toMatch(new RegExp(`user <\\d+:${id}>.*ALLOCATE processed, success`));

    // The same relay, asked with a name whose end was moved.
    const config = await lena.call<{ iceServers: { urls: string[]; username?: string; credential?: string }[] }>(
      "GET",
      "/rtc/config",
    );
    const forged = config.iceServers.map((server) => ({ ...server, username: `9999999999:${lena.id}` }));
    const [page] = visitors.map((visitor) => visitor.page);
    const gathered = (iceServers: typeof forged) =>
      page?.evaluate(async (servers) => {
        const pc = new RTCPeerConnection({ iceServers: servers as RTCIceServer[], iceTransportPolicy: "relay" });
        const found: string[] = [];
        pc.addEventListener("icecandidate", ({ candidate }) => candidate !== null && found.push(candidate.type ?? ""));
        pc.addTransceiver("audio");
        await pc.setLocalDescription();
        await new Promise<void>((resolve) => {
          const look = () => pc.iceGatheringState === "complete" && resolve();
          pc.addEventListener("icegatheringstatechange", look);
          look();
        });
        pc.close();
        return found;
      }, iceServers);
    expect(await gathered(config.iceServers as typeof forged)).toContain("relay");
    expect(await gathered(forged)).toEqual([]);
    console.log(
      `relay: ${turn.log().match(/ALLOCATE processed, success/g)?.length ?? 0} allocations, both ends relayed`,
    );
    expect(visitors.flatMap(({ faults }) => faults)).toEqual([]);
  });
});

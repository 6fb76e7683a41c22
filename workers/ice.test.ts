// Credentials of the relay, as relays everywhere check them: a name with an end, and its HMAC.
import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { UserId } from "#core/protocol/ids.ts";
import { openIce, RELAY_CREDENTIAL_LIFETIME_MS } from "./ice.ts";

const ADA = "usr_01m7x587n0eh38cjnb2p72bc8k" as UserId;
const NOW = Date.parse("2026-11-20T12:00:00Z");
const NOTHING = { stunUrls: [], turnUrls: [], turnSecret: null, relayOnly: false };
const TURN = { turnUrls: ["turn:relay.example.org:3478"], turnSecret: "shared with the relay" };

describe("ways for browsers to find each other", () => {
  test("nothing configured is nothing asked of anybody", () => {
    expect(openIce(NOTHING).configFor(ADA, NOW)).toEqual({ iceServers: [], relayOnly: false, expiresAt: null });
  });

  test("a relay is given with credentials of one person that it can check by itself, and that end", () => {
    const ice = openIce({ ...NOTHING, ...TURN, stunUrls: ["stun:stun.example.org"] });
    const { iceServers, expiresAt } = ice.configFor(ADA, NOW);
    const username = `${(NOW + RELAY_CREDENTIAL_LIFETIME_MS) / 1_000}:${ADA}`;
    const credential = createHmac("sha1", TURN.turnSecret).update(username).digest("base64");
    expect(expiresAt).toBe(NOW + RELAY_CREDENTIAL_LIFETIME_MS);
    expect(iceServers).toEqual([{ urls: ["stun:stun.example.org"] }, { urls: TURN.turnUrls, username, credential }]);
  });

  test("a relay without its secret is not told of", () => {
    const ice = openIce({ ...NOTHING, turnUrls: TURN.turnUrls });
    expect(ice.configFor(ADA, NOW).iceServers).toEqual([]);
  });

  test("relay only: nobody is sent to a server that tells addresses, and without a relay nothing starts", () => {
    const ice = openIce({ ...NOTHING, ...TURN, stunUrls: ["stun:stun.example.org"], relayOnly: true });
    const config = ice.configFor(ADA, NOW);
    expect(config.relayOnly).toBe(true);
    expect(config.iceServers.flatMap(({ urls }) => urls)).toEqual(TURN.turnUrls);
    expect(() => openIce({ ...NOTHING, relayOnly: true })).toThrow(/TURN_URLS/);
  });
});

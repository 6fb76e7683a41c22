// Refreshing: one request for all who wait, the loser of a race comes again, and only a clear no signs out.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

const token = (iat: number, exp: number) => `h.${btoa(JSON.stringify({ iat, exp }))}.s`;
const signedIn = (name: string, seconds = 600) => ({ accessToken: token(0, seconds), expiresAt: 0, user: { name } });
const answer = (status: number, body: unknown = {}) => new Response(JSON.stringify(body), { status });

const load = async () => {
  vi.resetModules();
  return import("./access.ts");
};

let fetched: ReturnType<typeof vi.fn>;

beforeEach(() => {
  vi.useFakeTimers();
  fetched = vi.fn();
  vi.stubGlobal("fetch", fetched);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("refreshing the access token", () => {
  test("callers at the same time share one request", async () => {
    const { refresh } = await load();
    fetched.mockResolvedValue(answer(200, signedIn("Lena")));
    const outcomes = await Promise.all([refresh(), refresh(), refresh()]);
    expect(fetched).toHaveBeenCalledTimes(1);
    expect(outcomes.map(({ kind }) => kind)).toEqual(["signed_in", "signed_in", "signed_in"]);
  });

  test("the loser of a race waits a little and uses the winner's cookie", async () => {
    const { refresh, accessToken } = await load();
    fetched
      .mockResolvedValueOnce(answer(409))
      .mockResolvedValueOnce(answer(409))
      .mockResolvedValueOnce(answer(200, signedIn("Lena")));
    const outcome = refresh();
    await vi.advanceTimersByTimeAsync(2_000);
    expect((await outcome).kind).toBe("signed_in");
    expect(fetched).toHaveBeenCalledTimes(3);
    expect(await accessToken()).toBe(token(0, 600));
  });

  test("a race that never ends is no logout", async () => {
    const { refresh } = await load();
    fetched.mockImplementation(() => Promise.resolve(answer(409)));
    const outcome = refresh();
    await vi.advanceTimersByTimeAsync(20_000);
    expect((await outcome).kind).toBe("unreachable");
  });

  test("no network and a broken server are no logout; a clear no is", async () => {
    const { refresh } = await load();
    fetched
      .mockRejectedValueOnce(new TypeError("network"))
      .mockResolvedValueOnce(answer(503))
      .mockResolvedValueOnce(answer(401));
    expect((await refresh()).kind).toBe("unreachable");
    expect((await refresh()).kind).toBe("unreachable");
    expect((await refresh()).kind).toBe("signed_out");
  });

  test("a token with life left is used as it is, one about to end is renewed before it is sent", async () => {
    const { holdToken, accessToken } = await load();
    holdToken(token(0, 600));
    expect(await accessToken()).toBe(token(0, 600));
    expect(fetched).not.toHaveBeenCalled();
    fetched.mockResolvedValue(answer(200, signedIn("Lena", 900)));
    await vi.advanceTimersByTimeAsync(570_000);
    expect(await accessToken()).toBe(token(0, 900));
  });

  test("after a refused token another caller's fresh one is taken without asking again", async () => {
    const { holdToken, refreshAfter } = await load();
    holdToken(token(0, 900));
    expect(await refreshAfter(token(0, 600))).toBe(token(0, 900));
    expect(fetched).not.toHaveBeenCalled();
  });

  test("who is not signed in has no token and asks for none", async () => {
    const { accessToken } = await load();
    expect(await accessToken()).toBeNull();
    expect(fetched).not.toHaveBeenCalled();
  });
});

import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, it } from "vitest";
import { renew } from "./renew.ts";

it("a first read that left before a change is not taken for what came after it", async () => {
  const cache = new QueryClient();
  const answers: ((kept: boolean) => void)[] = [];
  const queryFn = () => new Promise<boolean>((resolve) => answers.push(resolve));
  const observer = new QueryObserver(cache, { queryKey: ["streak"], queryFn });
  const seen: (boolean | undefined)[] = [];
  const stop = observer.subscribe(({ data }) => seen.push(data));
  const renewed = renew(cache, ["streak"]);
  answers[0]?.(false);
  await expect.poll(() => answers.length).toBe(2);
  answers[1]?.(true);
  await renewed;
  expect(seen).not.toContain(false);
  expect(cache.getQueryData(["streak"])).toBe(true);
  stop();
});

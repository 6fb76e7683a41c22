// Typing: a signal that is passed on at most every few seconds for each person, and never stored.
import { z } from "zod";
import { TYPING_EVERY_MS } from "#core/protocol/limits.ts";
import type { Signal } from "#core/protocol/frames.ts";
import type { Host } from "./host.ts";

const TypingData = z.strictObject({ on: z.boolean() });

export class Typing {
  readonly #host: Host;
  readonly #typedAt = new Map<string, number>();

  constructor(host: Host) {
    this.#host = host;
  }

  /** What others are told; null where it is too soon to say it again, or is no such signal. */
  signal(user: string, data: unknown): Signal | null {
    const now = this.#host.now();
    const parsed = TypingData.safeParse(data);
    if (!parsed.success || (parsed.data.on && now - (this.#typedAt.get(user) ?? 0) < TYPING_EVERY_MS)) return null;
    this.#typedAt.set(user, now);
    return { type: "signal", name: "typing", by: user, data: parsed.data };
  }
}

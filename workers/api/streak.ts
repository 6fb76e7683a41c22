import { createRouter } from "./router.ts";

export const streak = createRouter();

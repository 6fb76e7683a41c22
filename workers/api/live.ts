import { createRouter } from "./router.ts";

export const live = createRouter();

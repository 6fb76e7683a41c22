import { createRouter } from "./router.ts";

export const rooms = createRouter();

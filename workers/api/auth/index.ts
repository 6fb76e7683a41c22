// Accounts: every way in, and out again.
import { createRouter } from "../router.ts";
import { guest } from "./guest.ts";
import { password } from "./password.ts";
import { refresh } from "./refresh.ts";
import { ticket } from "./ticket.ts";

export const auth = createRouter();
for (const way of [password, guest, refresh, ticket]) auth.route("/", way);

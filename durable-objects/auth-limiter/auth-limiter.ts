import { DurableObject } from "cloudflare:workers";

export class AuthLimiter extends DurableObject {}

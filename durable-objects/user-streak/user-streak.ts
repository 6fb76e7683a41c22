import { DurableObject } from "cloudflare:workers";

export class UserStreak extends DurableObject {}

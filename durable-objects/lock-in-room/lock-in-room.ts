import { DurableObject } from "cloudflare:workers";

export class LockInRoom extends DurableObject {}

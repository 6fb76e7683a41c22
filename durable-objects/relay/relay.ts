// The platform's shell around one relay. Its name is its actor's, a slash, and its place among the actor's relays.
import { DurableObject } from "cloudflare:workers";
import { relayCall, socketLimitFactor, tokenVerifier } from "../shell/bindings.ts";
import { durableHost } from "../shell/durable-host.ts";
import { answerClose, upgradeSocket } from "../shell/platform-socket.ts";
import { isMigrated } from "../shell/sqlite.ts";
import type { Down, Load, RelayAnswer, RelayRpc, SocketId } from "./lines.ts";
import { RelayActor } from "./relay-actor.ts";

export class Relay extends DurableObject<Env> implements RelayRpc {
  #relay: RelayActor | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
    if (isMigrated(ctx.storage.sql)) this.#relay = this.#build();
  }

  #build(): RelayActor {
    const [actor = "", place = "0"] = (this.ctx.id.name ?? "").split("/");
    const host = durableHost(this.ctx, socketLimitFactor(this.env));
    return new RelayActor(host, actor, Number(place), tokenVerifier(this.env), {
      call: (call) => relayCall(this.env, actor, call) as Promise<RelayAnswer>,
      inBackground: (work) => this.ctx.waitUntil(work()),
    });
  }

  async down(line: string, no: number, items: readonly Down[]): Promise<Load | null> {
    return this.#relay?.down(line, no, items) ?? null;
  }

  async greet(): Promise<Load> {
    return this.#relay?.greet() ?? { members: 0, audience: 0 };
  }

  async look(): Promise<[SocketId, number][]> {
    return this.#relay?.look() ?? [];
  }

  async revokeSession(session: string): Promise<void> {
    // Its actor may have sent somebody here who has not arrived yet.
    this.#relay ??= this.#build();
    this.#relay.revokeSession(session);
  }

  /** Only the Worker calls this, with what the actor granted. */
  override fetch(request: Request): Response {
    this.#relay ??= this.#build();
    return upgradeSocket(this.ctx, request, this.#relay);
  }

  override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    await this.#relay?.message(socket, message);
  }

  override webSocketClose(socket: WebSocket, code: number, reason: string): void {
    this.#relay?.closed(socket);
    answerClose(socket, code, reason);
  }

  override webSocketError(socket: WebSocket): void {
    this.#relay?.closed(socket);
  }

  override async alarm(): Promise<void> {
    await this.#relay?.wake();
  }
}

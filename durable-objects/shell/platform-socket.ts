// A socket as the platform brings it: opened with a grant that only the Worker writes, closed with an answer.
import { GRANT_HEADER, SocketGrant } from "#core/protocol/identity.ts";
import { SUBPROTOCOL } from "#core/protocol/version.ts";

export interface SocketDoor {
  /** Why a socket may not be opened, or null. */
  refusal(grant: SocketGrant): string | null;
  open(socket: WebSocket, grant: SocketGrant): void;
  /** Where the object has relays: which one serves this socket, with what grant; null for the object itself. */
  placeFor?(grant: SocketGrant): Redirect | null;
}

/** The Worker is to open the socket at this relay. */
export type Redirect = { readonly place: number; readonly grant: SocketGrant };

/** `door` is null where the object was never created. A refusal is said in the body: a status would be ambiguous. */
export const upgradeSocket = (ctx: DurableObjectState, request: Request, door: SocketDoor | null): Response => {
  const grant = SocketGrant.safeParse(JSON.parse(request.headers.get(GRANT_HEADER) ?? "null"));
  if (!grant.success || request.headers.get("upgrade") !== "websocket") return Response.json("not_found");
  if (door === null) return Response.json("uncreated");
  const refusal = door.refusal(grant.data);
  if (refusal !== null) return Response.json(refusal);
  const redirect = door.placeFor?.(grant.data) ?? null;
  if (redirect !== null) return Response.json(redirect);
  const { 0: client, 1: server } = new WebSocketPair();
  ctx.acceptWebSocket(server);
  door.open(server, grant.data);
  return new Response(null, { status: 101, webSocket: client, headers: { "sec-websocket-protocol": SUBPROTOCOL } });
};

/** The close handshake is the object's to answer; 1006 and 1015 never were on the wire, 1005 is answered as 1000. */
export const answerClose = (socket: WebSocket, code: number, reason: string): void => {
  if (code === 1006 || code === 1015) return;
  try {
    socket.close(code === 1005 ? 1000 : code, reason);
  } catch {
    // The transport is gone: there is nobody to answer.
  }
};

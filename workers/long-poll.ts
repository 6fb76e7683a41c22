// A long poll is a short socket that the Worker holds: the actor never holds a request, so it can hibernate.
import type { Hello, ServerFrame } from "#core/protocol/frames.ts";

export type Poll = {
  readonly hello: Hello;
  /** Whether the page is in front; null where it did not say. */
  readonly visible: boolean | null;
  readonly waitMs: number;
};

/** What belongs together arrives together: a command's event and the presence after it. */
const LINGER_MS = 30;

const isNews = (frame: ServerFrame) => frame.type !== "welcome" && frame.type !== "presence";

/** `upgraded` carries the open socket. Answers as soon as there is news, at the latest after `waitMs`. */
export const poll = async (upgraded: Response, { hello, visible, waitMs }: Poll): Promise<ServerFrame[]> => {
  const socket = upgraded.webSocket;
  if (socket === null) return [];
  const frames: ServerFrame[] = [];
  socket.accept();
  const done = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, Math.max(waitMs, LINGER_MS));
    const finish = () => {
      clearTimeout(timer);
      setTimeout(resolve, LINGER_MS);
    };
    let have = hello.have;
    socket.addEventListener("message", ({ data }) => {
      const frame = JSON.parse(String(data)) as ServerFrame;
      frames.push(frame);
      if (frame.type === "welcome" && frame.snapshot !== null) have = frame.snapshot.seq;
      if (frame.type === "events") have = frame.events.at(-1)?.seq ?? have;
      // Behind at hello: the answer is the catching up, without waiting for more.
      const caughtUp = frame.type === "welcome" && (frame.head !== hello.have || frame.reset) && have === frame.head;
      if (isNews(frame) || caughtUp) finish();
    });
    socket.addEventListener("close", finish);
  });
  socket.send(JSON.stringify(hello));
  if (visible !== null) socket.send(JSON.stringify({ type: "signal", name: "visible", data: { on: visible } }));
  await done;
  socket.close(1000, "polled");
  return frames;
};

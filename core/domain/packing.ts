// What goes together: the commands of one turn are one frame for as long as it stays small.
import type { ClientFrame, CommandFrame } from "#core/protocol/frames.ts";
import { MAX_CLIENT_FRAME_BYTES, MAX_COMMANDS_TOGETHER } from "#core/protocol/limits.ts";
import { utf8Bytes } from "#core/protocol/utf8.ts";

/** What stands around the commands, and the comma behind each. */
const AROUND_BYTES = 64;

/** The same commands in as few frames as carry them, in their order; one alone goes as it is. */
export const inFrames = (commands: readonly CommandFrame[]): ClientFrame[] => {
  const [only] = commands;
  if (commands.length === 1 && only !== undefined) return [only];
  const packs: CommandFrame[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const command of commands) {
    const own = utf8Bytes(JSON.stringify(command)) + 1;
    const pack = packs.at(-1);
    if (pack === undefined || bytes + own > MAX_CLIENT_FRAME_BYTES || pack.length === MAX_COMMANDS_TOGETHER) {
      packs.push([command]);
      bytes = AROUND_BYTES + own;
    } else {
      pack.push(command);
      bytes += own;
    }
  }
  return packs.map((pack) => {
    const [first] = pack;
    return pack.length === 1 && first !== undefined ? first : { type: "commands", commands: pack };
  });
};

/** The commands of a frame that a client of ours made. */
export const commandsIn = (frame: ClientFrame): readonly CommandFrame[] => {
  if (frame.type === "command") return [frame];
  return frame.type === "commands" ? (frame.commands as CommandFrame[]) : [];
};

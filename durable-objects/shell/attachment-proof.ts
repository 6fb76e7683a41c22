// Says that the Worker described a file so to its owner: actors believe a description with it, at once and without asking.
import { Buffer } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";
import type { AttachedMedia, Attachment } from "#core/protocol/media.ts";

export type AttachmentProofs = {
  prove(owner: string, media: AttachedMedia): Attachment;
  /** What `owner` sends is what they were told. */
  isOwn(owner: string, attachment: Attachment): boolean;
};

const described = (owner: string, media: AttachedMedia): string =>
  JSON.stringify([
    "attachment.v1",
    owner,
    media.id,
    media.kind,
    media.type,
    media.name,
    media.bytes,
    media.width,
    media.height,
    media.durationMs,
    media.placeholder,
    media.waveform,
  ]);

/** Synchronous, as a turn of an actor is. */
export const openAttachmentProofs = (secret: string): AttachmentProofs => {
  const key = Buffer.from(secret, "base64url");
  const mac = (owner: string, media: AttachedMedia): Buffer =>
    createHmac("sha256", key).update(described(owner, media)).digest();
  return {
    prove: (owner, media) => ({ ...media, proof: mac(owner, media).toString("base64url") }),
    isOwn: (owner, { proof, ...media }) => {
      const given = Buffer.from(proof, "base64url");
      const expected = mac(owner, media);
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
};

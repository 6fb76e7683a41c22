// What is told of an upload is true: where it stands, how much has gone, what is missing.
import { expect, test } from "vitest";
import type { StoredUpload } from "#web/lib/outbox-database.ts";
import { isPassing, missingParts, partBytesOf, uploadOf, waitMs } from "./upload-progress.ts";

const stored: StoredUpload = {
  user: "usr_1",
  id: "1",
  conversation: null,
  message: null,
  name: "lecture.wav",
  bytes: 1_000,
  addedAt: 0,
  file: null,
  sha256: null,
  durationMs: null,
  waveform: null,
  isVoice: false,
  mediaId: null,
  attempt: 1,
  isPaused: false,
  fault: null,
  media: null,
};

test("a fault outlasts a pause, a missing file is asked for, and without word of anything it waits for its turn", () => {
  expect(uploadOf({ ...stored, fault: "empty", isPaused: true }, undefined, true).phase).toBe("failed");
  expect(uploadOf({ ...stored, isPaused: true }, undefined, true).phase).toBe("paused");
  expect(uploadOf(stored, undefined, false).phase).toBe("missing");
  expect(uploadOf(stored, undefined, true).phase).toBe("queued");
  // Everything is up: nobody needs the file any more.
  expect(uploadOf({ ...stored, mediaId: "media_1" }, { phase: "checking", doneBytes: 0 }, false).phase).toBe(
    "checking",
  );
});

test("bytes that were read are no bytes that were sent", () => {
  const reading = uploadOf(stored, { phase: "reading", doneBytes: 500 }, true);
  expect([reading.progress, reading.sentBytes]).toEqual([0.5, null]);
  const sending = uploadOf({ ...stored, mediaId: "media_1" }, { phase: "sending", doneBytes: 250 }, true);
  expect([sending.progress, sending.sentBytes]).toEqual([0.25, 250]);
  const checking = uploadOf({ ...stored, mediaId: "media_1" }, { phase: "checking", doneBytes: 0 }, true);
  expect([checking.progress, checking.sentBytes]).toEqual([1, 1_000]);
});

test("only what has not arrived is sent, and the last part is as long as what is left", () => {
  expect(missingParts(4, [3, 1])).toEqual([2, 4]);
  expect(missingParts(2, [1, 2])).toEqual([]);
  expect([1, 2, 3, 4].map((part) => partBytesOf(part, 8, 20))).toEqual([8, 8, 4, 0]);
});

test("what may pass is tried again, later each time and no sooner than was asked; a no is a no", () => {
  expect(["offline", "busy", "rate_limited"].every(isPassing)).toBe(true);
  expect(["quota_exceeded", "type_not_allowed", "invalid"].some(isPassing)).toBe(false);
  expect([1, 2, 3, 9].map((failures) => waitMs(failures, null))).toEqual([1_000, 2_000, 4_000, 30_000]);
  expect(waitMs(1, 7_000)).toBe(7_000);
});

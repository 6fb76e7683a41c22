// The microphone, asked for only when somebody joins voice, and why there may be none.
import { err, ok, type Result } from "#core/domain/result.ts";

export type NoMicrophone = "denied" | "missing" | "busy";

const reasonOf = (error: unknown): NoMicrophone => {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "denied";
  return name === "NotFoundError" || name === "OverconstrainedError" ? "missing" : "busy";
};

const QUALITY = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

/** `deviceId` "" for whatever the system uses; a chosen one that is not plugged in gives way to it. */
export const openMicrophone = async (deviceId: string): Promise<Result<MediaStreamTrack, NoMicrophone>> => {
  // Absent where the page is not served securely.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (devices === undefined) return err("denied");
  const audio = deviceId === "" ? QUALITY : { ...QUALITY, deviceId: { ideal: deviceId } };
  try {
    const [track] = (await devices.getUserMedia({ audio })).getAudioTracks();
    return track === undefined ? err("missing") : ok(track);
  } catch (error) {
    return err(reasonOf(error));
  }
};

export type Device = { readonly id: string; readonly label: string };
export type Devices = { readonly microphones: readonly Device[]; readonly speakers: readonly Device[] };

export const canChooseSpeaker = (): boolean => "setSinkId" in HTMLMediaElement.prototype;

/** Those with names: before the microphone was allowed there are none. */
export const listDevices = async (): Promise<Devices> => {
  const all = await navigator.mediaDevices.enumerateDevices();
  const of = (kind: MediaDeviceKind): Device[] =>
    all
      .filter((device) => device.kind === kind && device.label !== "" && device.deviceId !== "default")
      .map(({ deviceId, label }) => ({ id: deviceId, label }));
  return { microphones: of("audioinput"), speakers: canChooseSpeaker() ? of("audiooutput") : [] };
};

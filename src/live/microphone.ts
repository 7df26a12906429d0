/** Microphones of a page, as they are: what browsers do to a voice for calls is off, unless asked for. */
import { AudioError, messageOf } from "../base/errors.ts";

/** What a browser may do to what a microphone gives; a recogniser learnt from voices to which nothing was done. */
export interface VoiceProcessing {
  readonly echoCancellation: boolean;
  readonly noiseSuppression: boolean;
  readonly autoGainControl: boolean;
}

const UNTOUCHED: VoiceProcessing = {
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
};

/** Kind of DOMException -> what is wrong, and what to do. */
const TROUBLE: Readonly<Record<string, readonly [string, string]>> = {
  NotAllowedError: [
    "the microphone may not be used by this page.",
    "Allow it in the browser's settings for this page (often a sign in the address bar), and try again.",
  ],
  NotFoundError: ["there is no microphone.", "Plug one in, or drop a recording instead."],
  NotReadableError: [
    "the microphone is there, but gives nothing.",
    "Another program may hold it: close that, or choose another microphone.",
  ],
  OverconstrainedError: ["this microphone is no longer there.", "Choose another one."],
};

/**
 * Opens a microphone.
 *
 * @param deviceId - as `microphones` tells; the browser's choice if there is none
 * @throws AudioError that says why there is none, and what to do
 */
export async function openMicrophone(
  deviceId?: string,
  processing: VoiceProcessing = UNTOUCHED,
): Promise<MediaStream> {
  const { mediaDevices } = globalThis.navigator;
  if (mediaDevices === undefined) {
    throw new AudioError(
      "this page may not use a microphone, since it came over an unsafe line.",
      "Open it over https, or from this machine (http://localhost).",
    );
  }
  const device = deviceId === undefined ? {} : { deviceId: { exact: deviceId } };
  try {
    return await mediaDevices.getUserMedia({ audio: { ...processing, ...device } });
  } catch (error) {
    const [problem, hint] = TROUBLE[error instanceof DOMException ? error.name : ""] ?? [
      `the microphone cannot be opened: ${messageOf(error)}.`,
    ];
    throw new AudioError(problem, hint);
  }
}

/** The microphones that there are; browsers tell their names once one was allowed. */
export async function microphones(): Promise<readonly MediaDeviceInfo[]> {
  const all = (await globalThis.navigator.mediaDevices?.enumerateDevices()) ?? [];
  return all.filter(({ kind, deviceId }) => kind === "audioinput" && deviceId !== "");
}

/** A microphone that is open: its samples as they come, with nothing done to them. */
import { AudioError, messageOf } from "../../../src/base/errors.ts";
import tap from "./tap.ts?worker&url";

export interface OpenMicrophone {
  /** Hz, as the device gives it. */
  readonly sampleRate: number;
  close(): void;
}

/** Kind of DOMException -> what is wrong, and what to do. */
const TROUBLE: Readonly<Record<string, string>> = {
  NotAllowedError:
    "the microphone may not be used by this page. Allow it in the browser's settings for this page, and try again.",
  NotFoundError: "there is no microphone. Plug one in, or drop recordings instead.",
  NotReadableError: "the microphone gives nothing. Another program may hold it: close that, and try again.",
};

/** @throws AudioError that says why there is none, and what to do */
export async function openMicrophone(
  hear: (samples: Float32Array<ArrayBuffer>) => void,
): Promise<OpenMicrophone> {
  const { mediaDevices } = navigator;
  if (mediaDevices === undefined) {
    throw new AudioError(
      "this page may not use a microphone, since it came over an unsafe line.",
      "Open it over https, or from this machine (http://localhost).",
    );
  }
  const untouched = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  const stream = await mediaDevices.getUserMedia({ audio: untouched }).catch((error: unknown) => {
    const kind = error instanceof DOMException ? error.name : "";
    throw new AudioError(TROUBLE[kind] ?? `the microphone cannot be opened: ${messageOf(error)}.`);
  });
  const context = new AudioContext();
  await context.audioWorklet.addModule(tap);
  const node = new AudioWorkletNode(context, "tap", {
    numberOfOutputs: 0,
    channelCount: 1,
    channelCountMode: "explicit",
  });
  node.port.onmessage = ({ data }: MessageEvent<Float32Array<ArrayBuffer>>) => hear(data);
  context.createMediaStreamSource(stream).connect(node);
  return {
    sampleRate: context.sampleRate,
    close() {
      node.port.onmessage = null;
      for (const track of stream.getTracks()) track.stop();
      context.close();
    },
  };
}

/** Pieces end to end. */
export function joined(pieces: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const all = new Float32Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** A microphone that is open: its samples as they come, with nothing done to them. */
import { openMicrophone as openStream } from "../../../src/live/index.ts";
import { openTap } from "../../../src/live/tap.ts";

export interface OpenMicrophone {
  /** Hz, as the device gives it. */
  readonly sampleRate: number;
  close(): void;
}

/** @throws AudioError that says why there is none, and what to do */
export async function openMicrophone(
  hear: (samples: Float32Array<ArrayBuffer>, sampleRate: number) => void,
): Promise<OpenMicrophone> {
  const stream = await openStream();
  const letGo = (): void => {
    for (const track of stream.getTracks()) track.stop();
  };
  try {
    const tap = await openTap(stream);
    const { port1, port2 } = new MessageChannel();
    port2.onmessage = ({ data }: MessageEvent<Float32Array<ArrayBuffer>>) => hear(data, tap.sampleRate);
    tap.flowTo(port1);
    return {
      sampleRate: tap.sampleRate,
      close() {
        port2.close();
        void tap.close();
        letGo();
      },
    };
  } catch (error) {
    letGo();
    throw error;
  }
}

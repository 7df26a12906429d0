/** Whether a recording holds what a recogniser was trained to hear. */
import { features } from "../features/registry.ts";
import type { RecogniserInfo } from "./info.ts";

/** What is missing up to here is missing in many recordings of the training, too. */
const ENOUGH = 0.85;

/**
 * The highest frequency that a recogniser heard in training and listens to, Hz: that of most of its training clips, or
 * half of the sampling rates of its recipes where that was not recorded; no more than its features take in.
 */
export function heardHz({ inputs, trainedOn }: RecogniserInfo): number {
  const taken = inputs.flatMap((input) => {
    if (input.from !== "audio") return [];
    const { sampleRate, features: steps } = input.recipe;
    const rates = steps.map(({ id }) => features.find(id).ownRate ?? Number.POSITIVE_INFINITY);
    return [Math.min(sampleRate ?? Number.POSITIVE_INFINITY, Math.max(...rates)) / 2];
  });
  return Math.min(Math.max(...taken), trainedOn.bandwidthHz ?? Number.POSITIVE_INFINITY);
}

/** One sentence where a recording ends clearly below what the recogniser was trained on; undefined where it does not. */
export function bandwidthWarning(info: RecogniserInfo, bandwidthHz: number): string | undefined {
  const heard = heardHz(info);
  if (bandwidthHz >= ENOUGH * heard) return undefined;
  return (
    `the recording holds nothing above ${kilohertz(bandwidthHz)}, as of a telephone, a low sampling rate or a lossy codec, ` +
    `but the recogniser "${info.name}" was trained on recordings up to ${kilohertz(heard)}: its answer is not to be trusted.`
  );
}

function kilohertz(hz: number): string {
  return `${(hz / 1000).toFixed(1)} kHz`;
}

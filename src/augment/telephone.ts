import { z } from "zod";
import { resample } from "../signal/resample.ts";
import { defineAugmentation } from "./augmentation.ts";

const RATE = 8000;
/** Of 16-bit steps; makes the lowest segment no exception. */
const BIAS = 132;
/** The largest magnitude that is coded, in 16-bit steps. */
const MOST = 32635;

/** @see ITU-T G.711, Pulse code modulation of voice frequencies */
export const telephone = defineAugmentation({
  id: "telephone",
  summary:
    "Sends the clip over a digital telephone line: 8 kHz, 8 bits of µ-law (G.711), and back to its rate",
  params: z.strictObject({}),
  deterministic: true,
  apply({ samples, sampleRate }) {
    const sent = resample(samples, sampleRate, RATE).map(coded);
    return { samples: resample(sent, RATE, sampleRate).slice(0, samples.length), sampleRate };
  },
});

/** What a sample has become behind coder and decoder: the middle of one of 16 steps in one of 8 segments. */
function coded(sample: number): number {
  const magnitude = Math.min(Math.abs(sample) * 0x8000, MOST) + BIAS;
  const step = 2 ** (Math.floor(Math.log2(magnitude)) - 4);
  return (Math.sign(sample) * ((Math.floor(magnitude / step) + 0.5) * step - BIAS)) / 0x8000;
}

import { z } from "zod";
import { convolve } from "../signal/convolve.ts";
import { createRealFft } from "../signal/fft.ts";
import { defineAugmentation } from "./augmentation.ts";
import { between } from "./between.ts";

/** Where the gain is 0 dB. */
const PIVOT_HZ = 1000;
/** Below, the gain stays what it is here: no microphone rises for ever. */
const LOWEST_HZ = 100;
/** Length of the filter: steps of 40 Hz in frequency. */
const FILTER_S = 0.025;

const slope = z.number().min(-24).max(24);

/** By a filter of linear phase whose delay is taken out: nothing moves in time. */
export const tilt = defineAugmentation({
  id: "tilt",
  summary: "Tilts the spectrum around 1 kHz by a random slope, as another microphone or its place would",
  params: z.strictObject({
    minDbPerOctave: slope.default(-3).describe("lowest slope, dB per octave; below 0 is duller"),
    maxDbPerOctave: slope.default(3).describe("highest slope, dB per octave; above 0 is brighter"),
  }),
  apply({ samples, sampleRate }, { minDbPerOctave, maxDbPerOctave }, random) {
    const dbPerOctave = between("tilt", { minDbPerOctave, maxDbPerOctave }, random);
    const half = Math.max(1, Math.round((FILTER_S * sampleRate) / 2));
    return { samples: convolve(samples, tiltFilter(dbPerOctave, half, sampleRate), half), sampleRate };
  },
});

/** [tap], symmetric around tap `half`, under a Hann window. */
function tiltFilter(dbPerOctave: number, half: number, sampleRate: number): Float64Array {
  const fft = createRealFft(2 * half);
  const gains = Float64Array.from({ length: fft.bins }, (_, bin) => {
    const hz = Math.max(LOWEST_HZ, (bin * sampleRate) / fft.length);
    return 10 ** ((dbPerOctave * Math.log2(hz / PIVOT_HZ)) / 20);
  });
  const circular = new Float64Array(fft.length);
  fft.inverse(gains, new Float64Array(fft.bins), circular);
  return Float64Array.from({ length: fft.length + 1 }, (_, tap) => {
    const at = Math.abs(tap - half);
    return circular[at % fft.length] * (0.5 + 0.5 * Math.cos((Math.PI * at) / half));
  });
}

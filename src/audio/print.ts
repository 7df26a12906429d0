/**
 * The print of a recording: 32 bits a frame, by which it is known again at another level or rate, out of a lossy codec, cut
 * short, or with noise. After Haitsma & Kalker, "A highly robust audio fingerprinting system" (ISMIR 2002), with frames and a
 * band for speech.
 */
import { resample } from "../signal/resample.ts";
import { eachPowerSpectrum } from "../signal/stft.ts";
import type { Audio } from "./audio.ts";

/** Prints hold what a telephone lets through. */
const RATE_HZ = 8000;
const LOWEST_HZ = 200;
const HIGHEST_HZ = 3000;
/** Long against the hop, so that frames which begin elsewhere hear nearly the same. */
const FRAME_SAMPLES = 2048;
const HOP_SAMPLES = 256;

/** Seconds from one frame to the next. */
export const PRINT_HOP_S = HOP_SAMPLES / RATE_HZ;

/** Of an hour this much tells it from all others. */
const MOST_S = 30;

const BITS = 32;

/** Frames further below the loudest are pauses: what fills them is no mark of a recording. */
const LOUD_DB = 30;

/**
 * Bit b of a frame says whether the step in energy from band b to band b + 1 has grown since the frame before. A frame of a pause is
 * 0, and so is the first.
 *
 * @returns [frame] of the first half minute; centred at sample frame · hop
 */
export function audioPrint({ samples, sampleRate }: Audio): Uint32Array {
  const heard = resample(samples.subarray(0, Math.ceil(MOST_S * sampleRate)), sampleRate, RATE_HZ);
  const settings = {
    nFft: FRAME_SAMPLES,
    hopSamples: HOP_SAMPLES,
    winSamples: null,
    window: "hann",
    center: true,
  } as const;
  const steps: Float64Array[] = [];
  const energies: number[] = [];
  eachPowerSpectrum(heard, settings, (power) => {
    const bands = bandEnergies(power);
    steps.push(Float64Array.from({ length: BITS }, (_, band) => bands[band] - bands[band + 1]));
    energies.push(bands.reduce((sum, energy) => sum + energy, 0));
  });
  const loud = energies.reduce((a, b) => Math.max(a, b), 0) * 10 ** (-LOUD_DB / 10);
  const print = new Uint32Array(steps.length);
  for (let frame = 1; frame < print.length; frame++) {
    if (!(energies[frame] > loud)) continue;
    let bits = 0;
    for (let band = 0; band < BITS; band++) {
      if (steps[frame][band] > steps[frame - 1][band]) bits |= 1 << band;
    }
    print[frame] = bits;
  }
  return print;
}

/** Edges of the bands as bins, equally far from each other on a logarithmic scale. */
const EDGES = Float64Array.from({ length: BITS + 2 }, (_, band) => {
  const hz = LOWEST_HZ * (HIGHEST_HZ / LOWEST_HZ) ** (band / (BITS + 1));
  return (hz * FRAME_SAMPLES) / RATE_HZ;
});

/** Bins count by the share of them that lies in a band. */
function bandEnergies(power: Float64Array): Float64Array {
  const bands = new Float64Array(BITS + 1);
  for (let band = 0; band < bands.length; band++) {
    const [from, to] = [EDGES[band], EDGES[band + 1]];
    for (let bin = Math.floor(from); bin < to; bin++) {
      bands[band] += (Math.min(to, bin + 1) - Math.max(from, bin)) * power[bin];
    }
  }
  return bands;
}

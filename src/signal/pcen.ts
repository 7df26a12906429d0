/** Per-channel energy normalisation: gain control and compression of every band by its own recent level. */
import type { Matrix } from "../base/matrix.ts";
import { doublesAt, kernel, openArena } from "./kernel/kernel.ts";

export interface PcenSettings {
  /** Exponent of the smoothed level that a value is divided by. */
  readonly gain: number;
  /** Added before the power is taken, its power subtracted afterwards. */
  readonly bias: number;
  /** Exponent of the compression; 0 = logarithm of 1 + value. */
  readonly power: number;
  /** Time constant of the smoothing. */
  readonly timeConstantS: number;
  /** Added to the smoothed level. */
  readonly eps: number;
  /** Bands whose maximum is smoothed in place of one band's value, odd or even; 1 = the band itself. */
  readonly maxSize: number;
}

/** librosa's defaults, meant for magnitudes scaled by 2^31. */
export const PCEN_DEFAULTS: PcenSettings = {
  gain: 0.98,
  bias: 2,
  power: 0.5,
  timeConstantS: 0.4,
  eps: 1e-6,
  maxSize: 1,
};

/**
 * PCEN of band energies, in place: (E / (eps + M)^gain + bias)^power - bias^power, where M smooths E over time by a
 * first-order filter that begins at 1.
 *
 * @param energies - rows = bands, cols = frames; not negative
 * @param framesPerS - frames per second
 * @see Wang et al. 2017, ICASSP: 5670-5674; librosa.pcen (0.11)
 */
export function pcenInPlace(energies: Matrix, framesPerS: number, settings: PcenSettings): void {
  const { rows: bands, cols: frames, data } = energies;
  const { gain, bias, power, timeConstantS, eps, maxSize } = settings;
  const t = timeConstantS * framesPerS;
  const b = (Math.sqrt(1 + 4 * t * t) - 1) / (2 * t * t);
  const below = Math.floor(maxSize / 2);
  const above = maxSize - 1 - below;
  const floor = bias ** power;
  const source = maxSize === 1 ? data : data.slice();
  const loudest = new Float64Array(frames);
  const nVectors = Math.ceil(frames / 2);
  const levelsAt = openArena().reserve("f64", 2 * nVectors);
  const levels = doublesAt(levelsAt, 2 * nVectors).fill(1);
  for (let band = 0; band < bands; band++) {
    loudest.fill(0);
    const last = Math.min(bands - 1, band + above);
    for (let near = Math.max(0, band - below); near <= last; near++) {
      for (let frame = 0, at = near * frames; frame < frames; frame++, at++) {
        if (source[at] > loudest[frame]) loudest[frame] = source[at];
      }
    }
    let smoothed = 1;
    for (let frame = 0; frame < frames; frame++) {
      smoothed += b * (loudest[frame] - smoothed);
      levels[frame] = eps + smoothed;
    }
    kernel().raise(levelsAt, nVectors, -gain);
    for (let frame = 0, at = band * frames; frame < frames; frame++, at++) {
      const value = source[at] * levels[frame];
      if (power === 0) data[at] = Math.log1p(value);
      else if (bias === 0) data[at] = value ** power;
      else data[at] = floor * powerLess1(value / bias, power);
    }
  }
}

/** (1 + x)^power - 1 without the loss of digits for small x. */
function powerLess1(x: number, power: number): number {
  return power === 0.5 ? x / (Math.sqrt(1 + x) + 1) : Math.expm1(power * Math.log1p(x));
}

/** Per-channel energy normalisation: gain control and compression of every band by its own recent level. */
import type { Matrix } from "../base/matrix.ts";
import { doublesAt, floatsAt, kernel, openArena } from "./kernel/kernel.ts";

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
 * @param energies - rows = bands, cols = frames; not negative, computed with as float32
 * @param framesPerS - frames per second
 * @see Wang et al. 2017, ICASSP: 5670-5674; librosa.pcen (0.11)
 */
export function pcenInPlace(energies: Matrix, framesPerS: number, settings: PcenSettings): void {
  const { rows: bands, cols: frames, data } = energies;
  const { gain, bias, power, timeConstantS, eps, maxSize } = settings;
  const t = timeConstantS * framesPerS;
  const share = (Math.sqrt(1 + 4 * t * t) - 1) / (2 * t * t);
  const below = Math.floor(maxSize / 2);
  const above = maxSize - 1 - below;
  const nVectors = Math.ceil(frames / 2);
  const arena = openArena();
  const energiesAt = arena.put("f32", new Float32Array(2 * nVectors));
  const loudestAt = maxSize === 1 ? energiesAt : arena.put("f32", new Float32Array(2 * nVectors));
  const valuesAt = arena.reserve("f64", 2 * nVectors);
  const row = floatsAt(energiesAt, frames);
  const loudest = floatsAt(loudestAt, frames);
  const values = doublesAt(valuesAt, frames);
  const source = maxSize === 1 ? data : data.slice();
  for (let band = 0; band < bands; band++) {
    row.set(source.subarray(band * frames, (band + 1) * frames));
    if (maxSize > 1) {
      loudest.fill(0);
      const last = Math.min(bands - 1, band + above);
      for (let near = Math.max(0, band - below); near <= last; near++) {
        for (let frame = 0, at = near * frames; frame < frames; frame++, at++) {
          if (source[at] > loudest[frame]) loudest[frame] = source[at];
        }
      }
    }
    kernel().levelOut(energiesAt, loudestAt, nVectors, share, eps, -gain, valuesAt);
    if (power === 0.5 && bias > 0) kernel().rootAbove(valuesAt, nVectors, bias);
    else compress(values, bias, power);
    data.set(values, band * frames);
  }
}

/** Turns values into (value + bias)^power - bias^power without the loss of digits for small ones, in place. */
function compress(values: Float64Array, bias: number, power: number): void {
  const floor = bias ** power;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (power === 0) values[i] = Math.log1p(value);
    else if (bias === 0) values[i] = value ** power;
    else values[i] = floor * Math.expm1(power * Math.log1p(value / bias));
  }
}

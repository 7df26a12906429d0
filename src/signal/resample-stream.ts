/** Sampling-rate conversion of a signal that comes in chunks. */
import { ConfigError } from "../base/errors.ts";
import { resample } from "./resample.ts";

/** Samples of the lower rate on either side that an output may look at, and a few more. */
const MARGIN = 100;

export interface ResampleStream {
  /** Takes the next samples; what they complete, at the new rate. */
  push(samples: Float32Array): Float32Array<ArrayBuffer>;
  /** What is left: behind its end the signal counts as silent. */
  end(): Float32Array<ArrayBuffer>;
}

/**
 * What `resample` gives of the whole signal, within what rounding makes of other blocks (1e-6 of full scale), a few
 * milliseconds late.
 *
 * @param fromRate - Hz, a whole number, as that of every device
 * @param toRate - Hz, a whole number
 */
export function createResampleStream(fromRate: number, toRate: number): ResampleStream {
  for (const rate of [fromRate, toRate]) {
    if (Number.isInteger(rate) && rate > 0) continue;
    throw new ConfigError(`resample: expected whole sampling rates in Hz, got ${fromRate} and ${toRate}.`);
  }
  const divisor = greatestCommonDivisor(fromRate, toRate);
  /** Input and output samples of a period: where outputs lie on inputs again. */
  const [down, up] = [fromRate / divisor, toRate / divisor];
  const margin = Math.ceil(MARGIN * Math.max(1, fromRate / toRate));
  let held = new Float32Array(0);
  let heldFrom = 0; // of the input: a whole number of periods
  let given = 0; // outputs

  const convert = (until: number): Float32Array<ArrayBuffer> => {
    const first = (heldFrom / down) * up;
    const converted = resample(held, fromRate, toRate).slice(given - first, until - first);
    given = until;
    const needed = Math.floor((given * fromRate) / toRate) - margin;
    const next = Math.max(heldFrom, Math.floor(needed / down) * down);
    held = held.slice(next - heldFrom);
    heldFrom = next;
    return converted;
  };

  return {
    push(samples) {
      const longer = new Float32Array(held.length + samples.length);
      longer.set(held);
      longer.set(samples, held.length);
      held = longer;
      const complete = Math.floor(((heldFrom + held.length - margin) * toRate) / fromRate);
      return complete > given ? convert(complete) : new Float32Array(0);
    },
    end: () => convert(Math.ceil(((heldFrom + held.length) * toRate) / fromRate)),
  };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

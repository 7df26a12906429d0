/** The modified discrete cosine transform under a sine window: half-overlapping blocks that add up to the signal again. */
import { createComplexFft } from "./fft.ts";

export interface Mdct {
  /** Coefficients of a block, and samples from block to block; coefficient k lies at (k + 1/2) / (2 hop) of the rate. */
  readonly hop: number;
  /**
   * The signal put together from blocks that were changed on the way; where nothing is changed it is the signal.
   *
   * @param change - gets the [coefficient] of every block, in order of time, and changes them in place
   */
  through(samples: Float32Array, change: (block: Float64Array) => void): Float32Array<ArrayBuffer>;
}

/**
 * X[k] = Σ w[n] x[n] cos(π / hop (n + 1/2 + hop/2)(k + 1/2)), over 2 hop samples; one complex transform per block and way.
 *
 * @see Princen & Bradley 1986, Analysis/synthesis filter bank design based on time domain aliasing cancellation
 */
export function createMdct(hop: number): Mdct {
  const length = 2 * hop;
  const fft = createComplexFft(length);
  const window = Float64Array.from({ length }, (_, n) => Math.sin((Math.PI * (n + 0.5)) / length));
  const offset = (hop + 1) / 2;
  /** exp(-iπn / length): half a bin. */
  const inTime = rotations(length, (n) => (-Math.PI * n) / length);
  /** exp(-iπ offset (k + 1/2) / hop). */
  const inFrequency = rotations(hop, (k) => (-Math.PI * offset * (k + 0.5)) / hop);
  const re = new Float64Array(length);
  const im = new Float64Array(length);
  const block = new Float64Array(hop);

  const forward = (samples: Float32Array, start: number): void => {
    for (let n = 0; n < length; n++) {
      const at = start + n;
      const sample = at >= 0 && at < samples.length ? samples[at] * window[n] : 0;
      re[n] = sample * inTime.cos[n];
      im[n] = sample * inTime.sin[n];
    }
    fft.forward(re, im);
    for (let k = 0; k < hop; k++) block[k] = re[k] * inFrequency.cos[k] - im[k] * inFrequency.sin[k];
  };
  const backward = (sums: Float64Array, start: number): void => {
    re.fill(0, hop);
    im.fill(0, hop);
    for (let k = 0; k < hop; k++) {
      re[k] = block[k] * inFrequency.cos[k];
      im[k] = -block[k] * inFrequency.sin[k];
    }
    fft.inverse(re, im);
    const last = Math.min(length, sums.length - start);
    for (let n = Math.max(0, -start); n < last; n++) {
      // the inverse has divided by 2 hop; blocks add up when it is hop / 2
      sums[start + n] += 4 * window[n] * (re[n] * inTime.cos[n] + im[n] * inTime.sin[n]);
    }
  };
  return {
    hop,
    through(samples, change) {
      const sums = new Float64Array(samples.length);
      for (let start = -hop; start < samples.length; start += hop) {
        forward(samples, start);
        change(block);
        backward(sums, start);
      }
      return Float32Array.from(sums);
    },
  };
}

function rotations(length: number, angle: (i: number) => number): { cos: Float64Array; sin: Float64Array } {
  const angles = Float64Array.from({ length }, (_, i) => angle(i));
  return { cos: angles.map(Math.cos), sin: angles.map(Math.sin) };
}

/** Filters of many taps, by transforms of blocks that overlap. */
import { nextPowerOfTwo } from "./bluestein.ts";
import { createRealFft } from "./fft.ts";

/** Shorter transforms would only be more of them. */
const MIN_BLOCK = 4096;

/**
 * y[n] = Σ taps[k] x[n + delay - k], [sample], as many as there are of x; beyond its ends the signal is silent.
 *
 * @param delay - samples that the output is moved back by: that of a filter of linear phase is half its length
 * @see Stockham 1966, High-speed convolution and correlation (overlap-add)
 */
export function convolve(samples: Float32Array, taps: Float64Array, delay = 0): Float32Array<ArrayBuffer> {
  const fft = createRealFft(nextPowerOfTwo(Math.max(MIN_BLOCK, 2 * taps.length)));
  const fresh = fft.length - taps.length + 1;
  const block = new Float64Array(fft.length);
  const [filterRe, filterIm, re, im] = Array.from({ length: 4 }, () => new Float64Array(fft.bins));
  block.set(taps);
  fft.forward(block, filterRe, filterIm);
  const sums = new Float64Array(samples.length);
  for (let start = 0; start < samples.length; start += fresh) {
    block.fill(0);
    block.set(samples.subarray(start, start + fresh));
    fft.forward(block, re, im);
    for (let bin = 0; bin < fft.bins; bin++) {
      const real = re[bin] * filterRe[bin] - im[bin] * filterIm[bin];
      im[bin] = re[bin] * filterIm[bin] + im[bin] * filterRe[bin];
      re[bin] = real;
    }
    fft.inverse(re, im, block);
    const last = Math.min(fft.length, sums.length - start + delay);
    for (let n = Math.max(0, delay - start); n < last; n++) sums[start + n - delay] += block[n];
  }
  return Float32Array.from(sums);
}

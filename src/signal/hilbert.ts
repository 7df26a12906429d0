/** The discrete Hilbert transform of any length (Oppenheim & Schafer, chapter on it; Marple 1999). */
import { nextPowerOfTwo } from "./bluestein.ts";
import { createRealFft } from "./fft.ts";

/** A plan for one length: its tables and scratch serve any number of transforms, one after the other. */
export interface HilbertTransform {
  readonly length: number;
  /** Writes the imaginary part of the analytic signal of `samples` to `quadrature`. */
  transform(samples: Float64Array, quadrature: Float64Array): void;
}

/**
 * The Hilbert transform of the samples, [sample]: the imaginary part of the analytic signal.
 *
 * @throws RangeError without a sample
 * @see scipy.signal.hilbert (1.17)
 */
export function hilbert(samples: Float64Array): Float64Array<ArrayBuffer> {
  const quadrature = new Float64Array(samples.length);
  createHilbert(samples.length).transform(samples, quadrature);
  return quadrature;
}

/**
 * The plan: a circular convolution with the kernel whose spectrum is -i sgn(f), done on a power of two that is at
 * least twice as long, so that any length costs the same.
 *
 * @throws RangeError if the length is not a positive integer
 */
export function createHilbert(length: number): HilbertTransform {
  if (!Number.isInteger(length) || length < 1) {
    throw new RangeError(`Hilbert transform: expected a length of at least 1, got ${length}`);
  }
  const fft = createRealFft(nextPowerOfTwo(2 * length));
  const padded = new Float64Array(fft.length);
  const re = new Float64Array(fft.bins);
  const im = new Float64Array(fft.bins);
  for (let n = 1; n < length; n++) {
    padded[n] = kernelAt(n, length);
    padded[fft.length - n] = -padded[n];
  }
  fft.forward(padded, re, im);
  const kernel = im.slice(); // odd and real: its spectrum is imaginary
  return {
    length,
    transform(samples, quadrature) {
      padded.set(samples);
      padded.fill(0, length);
      fft.forward(padded, re, im);
      for (let k = 0; k < fft.bins; k++) {
        const real = re[k];
        re[k] = -im[k] * kernel[k];
        im[k] = real * kernel[k];
      }
      fft.inverse(re, im, padded);
      quadrature.set(padded.subarray(0, length));
    },
  };
}

/** (2 / N) Σ sin(2πkn / N) over the positive frequencies: a cotangent where it is not 0. */
function kernelAt(n: number, length: number): number {
  if (length % 2 === 0) return n % 2 === 0 ? 0 : 2 / (length * Math.tan((Math.PI * n) / length));
  const half = Math.tan((Math.PI * n) / (2 * length));
  return n % 2 === 0 ? -half / length : 1 / (length * half);
}

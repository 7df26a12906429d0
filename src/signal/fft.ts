/**
 * Discrete Fourier transforms in float64 of any length. A plan holds tables and scratch, so that a transform
 * allocates nothing; one plan serves any number of transforms, one after the other.
 */
import { createBluestein } from "./bluestein.ts";
import { createStockham, type InterleavedFft, isSmooth } from "./stockham.ts";

/** A complex transform of one length. Arrays hold `length` values and are changed in place. */
export interface ComplexFft {
  readonly length: number;
  /** X[k] = Σ x[n] exp(-2πi kn / length). */
  forward(re: Float64Array, im: Float64Array): void;
  /** x[n] = (1 / length) Σ X[k] exp(+2πi kn / length). */
  inverse(re: Float64Array, im: Float64Array): void;
}

/** A transform of real samples of one length. */
export interface RealFft {
  readonly length: number;
  /** floor(length / 2) + 1: bin k lies at k · sampleRate / length Hz. */
  readonly bins: number;
  /** Reads `length` samples (left unchanged), writes `bins` values to each of re and im. */
  forward(samples: Float64Array, re: Float64Array, im: Float64Array): void;
  /**
   * Reads `bins` values (left unchanged), writes `length` samples, scaled so that it undoes `forward`.
   * The imaginary parts of bin 0 and, for even lengths, of the last bin are taken as 0.
   */
  inverse(re: Float64Array, im: Float64Array, samples: Float64Array): void;
}

/**
 * A plan for complex transforms: passes of radix 5, 3 and 4 where no prime factor is above 5, Bluestein's chirp transform for other lengths.
 *
 * @throws RangeError if the length is not a positive integer; its transforms, if an array is too short
 */
export function createComplexFft(length: number): ComplexFft {
  const core = createCore(length);
  const work = new Float64Array(2 * length);
  const transform = (re: Float64Array, im: Float64Array, scale: number): void => {
    checkLength(re, length);
    checkLength(im, length);
    for (let n = 0; n < length; n++) {
      work[2 * n] = re[n];
      work[2 * n + 1] = im[n];
    }
    const result = core(work);
    for (let k = 0; k < length; k++) {
      re[k] = result[2 * k] * scale;
      im[k] = result[2 * k + 1] * scale;
    }
  };
  return {
    length,
    forward: (re, im) => transform(re, im, 1),
    inverse: (re, im) => transform(im, re, 1 / length), // conj(DFT(conj x)): parts swapped before and after
  };
}

/**
 * A plan for transforms of real samples; even lengths cost one complex transform of half the length.
 *
 * @throws RangeError if the length is not a positive integer; its transforms, if an array is too short
 */
export function createRealFft(length: number): RealFft {
  return length > 0 && length % 2 === 0 ? createEvenRealFft(length) : createOddRealFft(length);
}

function createCore(length: number): InterleavedFft {
  if (!Number.isInteger(length) || length < 1) {
    throw new RangeError(`FFT length: expected a positive integer, got ${length}`);
  }
  return isSmooth(length) ? createStockham(length) : createBluestein(length);
}

function checkLength(array: Float64Array, length: number): void {
  if (array.length < length) throw new RangeError(`FFT: expected ${length} values, got ${array.length}`);
}

/** Even and odd samples are the parts of one complex signal z; X = E + exp(-2πik/length) O, both from Z. */
function createEvenRealFft(length: number): RealFft {
  const half = length / 2;
  const bins = half + 1;
  const core = createCore(half);
  const work = new Float64Array(length);
  const turn = new Float64Array(2 * bins); // [k, part]: exp(-2πik / length)
  for (let k = 0; k < bins; k++) {
    turn[2 * k] = Math.cos((2 * Math.PI * k) / length);
    turn[2 * k + 1] = -Math.sin((2 * Math.PI * k) / length);
  }
  return {
    length,
    bins,
    forward(samples, re, im) {
      checkLength(samples, length);
      checkLength(re, bins);
      checkLength(im, bins);
      const z = core(samples);
      re[0] = z[0] + z[1];
      im[0] = 0;
      re[half] = z[0] - z[1];
      im[half] = 0;
      for (let k = 1, j = half - 1; k <= j; k++, j--) {
        const evenR = 0.5 * (z[2 * k] + z[2 * j]);
        const evenI = 0.5 * (z[2 * k + 1] - z[2 * j + 1]);
        const oddR = 0.5 * (z[2 * k + 1] + z[2 * j + 1]);
        const oddI = 0.5 * (z[2 * j] - z[2 * k]);
        const turnedR = oddR * turn[2 * k] - oddI * turn[2 * k + 1];
        const turnedI = oddI * turn[2 * k] + oddR * turn[2 * k + 1];
        re[k] = evenR + turnedR;
        im[k] = evenI + turnedI;
        re[j] = evenR - turnedR;
        im[j] = turnedI - evenI;
      }
    },
    inverse(re, im, samples) {
      checkLength(samples, length);
      checkLength(re, bins);
      checkLength(im, bins);
      // z is built with its parts swapped, so that the forward transform is the inverse
      work[1] = 0.5 * (re[0] + re[half]);
      work[0] = 0.5 * (re[0] - re[half]);
      for (let k = 1, j = half - 1; k <= j; k++, j--) {
        const evenR = 0.5 * (re[k] + re[j]);
        const evenI = 0.5 * (im[k] - im[j]);
        const turnedR = 0.5 * (re[k] - re[j]);
        const turnedI = 0.5 * (im[k] + im[j]);
        const oddR = turnedR * turn[2 * k] + turnedI * turn[2 * k + 1];
        const oddI = turnedI * turn[2 * k] - turnedR * turn[2 * k + 1];
        work[2 * k + 1] = evenR - oddI;
        work[2 * k] = evenI + oddR;
        work[2 * j + 1] = evenR + oddI;
        work[2 * j] = oddR - evenI;
      }
      const z = core(work);
      const scale = 1 / half;
      for (let n = 0; n < length; n += 2) {
        samples[n] = z[n + 1] * scale;
        samples[n + 1] = z[n] * scale;
      }
    },
  };
}

function createOddRealFft(length: number): RealFft {
  const core = createCore(length);
  const bins = (length + 1) / 2;
  const work = new Float64Array(2 * length);
  return {
    length,
    bins,
    forward(samples, re, im) {
      checkLength(samples, length);
      checkLength(re, bins);
      checkLength(im, bins);
      for (let n = 0; n < length; n++) {
        work[2 * n] = samples[n];
        work[2 * n + 1] = 0;
      }
      const spectrum = core(work);
      for (let k = 0; k < bins; k++) {
        re[k] = spectrum[2 * k];
        im[k] = spectrum[2 * k + 1];
      }
      im[0] = 0;
    },
    inverse(re, im, samples) {
      checkLength(samples, length);
      checkLength(re, bins);
      checkLength(im, bins);
      // parts swapped, as above
      work[1] = re[0];
      work[0] = 0;
      for (let k = 1; k < bins; k++) {
        work[2 * k + 1] = re[k];
        work[2 * k] = im[k];
        work[2 * (length - k) + 1] = re[k];
        work[2 * (length - k)] = -im[k];
      }
      const result = core(work);
      for (let n = 0; n < length; n++) samples[n] = result[2 * n + 1] / length;
    },
  };
}

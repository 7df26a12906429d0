/** The Fourier transform of any length by Bluestein's chirp transform (1970): one convolution with a chirp. */
import { createStockham, type InterleavedFft } from "./stockham.ts";

/** A plan for one length; nk = (n² + k² - (k-n)²) / 2 is the identity behind it. */
export function createBluestein(length: number): InterleavedFft {
  const enough = 2 * length - 1;
  const padded = Math.min(...[1, 3, 5].map((factor) => factor * nextPowerOfTwo(enough / factor)));
  const transform = createStockham(padded);
  const chirp = new Float64Array(2 * length);
  const work = new Float64Array(2 * padded);
  const output = new Float64Array(2 * length);
  for (let n = 0, square = 0; n < length; n++) {
    const angle = (-Math.PI * square) / length; // n² modulo 2·length keeps the angle exact
    chirp[2 * n] = Math.cos(angle);
    chirp[2 * n + 1] = Math.sin(angle);
    for (const at of n === 0 ? [0] : [n, padded - n]) {
      work[2 * at] = chirp[2 * n] / padded; // the inverse transform's scale
      work[2 * at + 1] = -chirp[2 * n + 1] / padded;
    }
    square = (square + 2 * n + 1) % (2 * length);
  }
  const kernel = transform(work).slice();
  return (input) => {
    for (let i = 0; i < 2 * length; i += 2) {
      work[i] = input[i] * chirp[i] - input[i + 1] * chirp[i + 1];
      work[i + 1] = input[i] * chirp[i + 1] + input[i + 1] * chirp[i];
    }
    work.fill(0, 2 * length);
    const spectrum = transform(work);
    for (let i = 0; i < 2 * padded; i += 2) {
      // parts swapped, so that the forward transform below is the inverse
      work[i + 1] = spectrum[i] * kernel[i] - spectrum[i + 1] * kernel[i + 1];
      work[i] = spectrum[i] * kernel[i + 1] + spectrum[i + 1] * kernel[i];
    }
    const convolved = transform(work);
    for (let i = 0; i < 2 * length; i += 2) {
      output[i] = convolved[i + 1] * chirp[i] - convolved[i] * chirp[i + 1];
      output[i + 1] = convolved[i + 1] * chirp[i + 1] + convolved[i] * chirp[i];
    }
    return output;
  };
}

/** The smallest power of two that is at least n. */
export function nextPowerOfTwo(n: number): number {
  let power = 1;
  while (power < n) power *= 2;
  return power;
}

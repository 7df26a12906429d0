/** Window functions, as scipy.signal.get_window names and computes them. */

/** Ids of the windows; `rectangular` is SciPy's "boxcar". */
export const WINDOW_NAMES = ["hann", "hamming", "rectangular"] as const;
export type WindowName = (typeof WINDOW_NAMES)[number];

/** Those of frames: `gauss` is what eGeMAPS looks for pitch with. */
export type FrameWindow = WindowName | "gauss";

/** Standard deviation of the Gauss window, as a share of half its length. */
const GAUSS_SD = 0.4;

/**
 * A window, [sample].
 *
 * @param symmetry - "periodic" for spectra (the period is `length`), "symmetric" for filter design (the period is
 *   length - 1, so that the first and the last value are equal)
 * @returns a window of length 1 is [1]
 * @see scipy.signal.get_window(name, length, fftbins=periodic); of "gauss" ("gaussian", 0.2 · period)
 */
export function createWindow(
  name: FrameWindow,
  length: number,
  symmetry: "periodic" | "symmetric" = "periodic",
): Float64Array<ArrayBuffer> {
  const window = new Float64Array(length).fill(1);
  if (name === "rectangular" || length === 1) return window;
  const period = symmetry === "periodic" ? length : length - 1;
  if (name === "gauss") {
    const middle = period / 2;
    return window.map((_, n) => Math.exp(-0.5 * ((n - middle) / (GAUSS_SD * middle)) ** 2));
  }
  const mean = name === "hann" ? 0.5 : 0.54;
  for (let n = 0; n < length; n++) {
    window[n] = mean - (1 - mean) * Math.cos((2 * Math.PI * n) / period);
  }
  return window;
}

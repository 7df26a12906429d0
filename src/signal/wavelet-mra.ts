/** The additive decomposition of a signal by its wavelet levels (Percival & Mofjeld 1997). */
import type { BoundaryMode } from "./boundary.ts";
import type { WaveletName } from "./daubechies.ts";
import { wavedec, waverec } from "./wavelet.ts";

/**
 * The parts of the signal that belong to the approximation and to each detail, coarsest first, [part][sample]; each
 * is as long as the signal, and together they add up to it.
 *
 * @throws AudioError as wavedec
 * @see pywt.mra(transform="dwt") (1.8)
 */
export function multiresolution(
  samples: Float32Array | Float64Array,
  wavelet: WaveletName,
  levels: number,
  mode: BoundaryMode,
): Float64Array<ArrayBuffer>[] {
  const parts = wavedec(samples, wavelet, levels, mode);
  const zeros = parts.map((part) => new Float64Array(part.length));
  return parts.map((part, i) => waverec(zeros.with(i, part), wavelet, mode).slice(0, samples.length));
}

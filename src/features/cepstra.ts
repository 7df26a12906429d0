/** Cepstra as a feature, of energies that are not those of mel bands. */
import type { Matrix } from "../base/matrix.ts";
import { cepstrum } from "../signal/cepstrum.ts";
import type { Feature } from "./feature.ts";

/**
 * The cepstra of energies per band and frame, [coefficient, frame].
 *
 * @throws ConfigError if nMfcc is above the number of bands
 */
export function cepstraOf(energies: Matrix<Float64Array>, nMfcc: number): Feature {
  const { rows, cols, data } = cepstrum(energies, nMfcc);
  return { axes: ["coefficient", "frame"], shape: [rows, cols], data: new Float32Array(data) };
}

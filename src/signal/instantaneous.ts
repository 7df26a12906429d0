/** Instantaneous amplitude, phase and frequency of a narrow-band signal, from its analytic signal (Huang et al. 1998). */
import { type Workspace, withWorkspace } from "./emd/workspace.ts";
import { transformMode } from "./hilbert.ts";

export interface Instantaneous {
  /** [sample], in the signal's unit. */
  readonly amplitude: Float64Array<ArrayBuffer>;
  /** [sample], radians in [0, 2π), smoothed; 0 where the signal crosses zero upwards. */
  readonly phase: Float64Array<ArrayBuffer>;
  /** [sample], Hz; below 0 where the phase turns back. */
  readonly frequencyHz: Float64Array<ArrayBuffer>;
}

/**
 * Amplitude, phase and frequency at every sample. The phase is the median of 5 samples (zeros beyond the ends), the
 * frequency its slope over 3; of two samples it is their difference, of one it is 0.
 *
 * @param sampleRate - Hz
 * @throws AudioError for no sample, or more than 2^23 samples
 * @see emd.spectra.frequency_transform(method="hilbert") (0.8.1)
 */
export function instantaneous(samples: Float32Array | Float64Array, sampleRate: number): Instantaneous {
  const n = samples.length;
  return withWorkspace(n, (workspace) => {
    workspace.doubles(workspace.mode, n).set(samples);
    trackMode(workspace, workspace.mode, n);
    const { phase, power, quadrature: frequency } = workspace;
    return {
      amplitude: workspace.doubles(power, n).map(Math.sqrt),
      phase: workspace.doubles(phase, n).map((radians) => positiveModulo(radians + Math.PI / 2, 2 * Math.PI)),
      frequencyHz: workspace.doubles(frequency, n).map((cycles) => cycles * sampleRate),
    };
  });
}

/**
 * Follows the n samples at an address. The workspace then holds their squared amplitude in `power`, their smoothed
 * phase in `phase` and, in the place of `quadrature`, their frequency in cycles per sample.
 */
export function trackMode(workspace: Workspace, mode: number, n: number): void {
  const { kernel, quadrature, power, phase } = workspace;
  transformMode(workspace, mode, n);
  kernel.polar(mode, quadrature, n, power, quadrature);
  kernel.unwrap(quadrature, n);
  const padded = workspace.doubles(quadrature - 16, n + 5);
  padded.fill(0, 0, 2);
  padded.fill(0, n + 2);
  kernel.median5(quadrature, n, phase);
  kernel.slope(phase, n, quadrature);
}

function positiveModulo(value: number, period: number): number {
  const rest = value % period;
  return rest < 0 ? rest + period : rest;
}

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
    const { mode, quadrature, power, frequency, sum: shift } = workspace;
    workspace.doubles(mode, n).set(samples);
    trackMode(workspace, mode, n, shift);
    const re = workspace.doubles(mode, n);
    const im = workspace.doubles(quadrature, n);
    return {
      amplitude: workspace.doubles(power, n).map(Math.sqrt),
      phase: workspace
        .doubles(shift, n)
        .map((apart, i) => positiveModulo(Math.atan2(im[i], re[i]) + apart + Math.PI / 2, 2 * Math.PI)),
      frequencyHz: workspace.doubles(frequency, n).map((cycles) => cycles * sampleRate),
    };
  });
}

/**
 * Follows the n samples at an address. The workspace then holds their squared amplitude in `power` and their frequency
 * in cycles per sample in `frequency`.
 *
 * @param shift - where the smoothed phase minus the phase is written; 0 = nowhere
 */
export function trackMode(workspace: Workspace, mode: number, n: number, shift = 0): void {
  beginTrack(workspace, mode, n);
  workspace.kernel.follow(workspace.track, n, workspace.power, workspace.frequency, shift);
}

/** Makes the analytic signal of the n samples at an address, and a track that stands at its first sample. */
export function beginTrack(workspace: Workspace, mode: number, n: number): void {
  const { kernel, track, quadrature } = workspace;
  transformMode(workspace, mode, n);
  new Uint32Array(kernel.memory.buffer, track, 6).set([mode, quadrature, n, 0, 0, 0]);
}

function positiveModulo(value: number, period: number): number {
  const rest = value % period;
  return rest < 0 ? rest + period : rest;
}

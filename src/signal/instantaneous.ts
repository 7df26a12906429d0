/** Instantaneous amplitude, phase and frequency of a narrow-band signal, from its analytic signal (Huang et al. 1998). */
import { eachMode, type SiftSettings } from "./emd/sift.ts";
import { type Workspace, withWorkspace } from "./emd/workspace.ts";
import { transformModes } from "./hilbert.ts";

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
    const { kernel, modes, track, power, frequency, sum: shift } = workspace;
    const [mode] = modes;
    workspace.doubles(mode, n).set(samples);
    const [quadrature] = transformModes(workspace, [mode, mode], n);
    beginTrack(workspace, mode, quadrature, n);
    kernel.follow(track, n, power, frequency, shift);
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
 * Visits the modes of emd, then the residual, each with a track in the workspace that stands at its first sample.
 *
 * @param visit - gets the address of the mode, and its index: that of the residual is maxImfs
 * @throws AudioError as emd
 */
export function eachTrack(
  workspace: Workspace,
  samples: Float32Array | Float64Array,
  settings: SiftSettings,
  visit: (mode: number, index: number) => void,
): void {
  const n = samples.length;
  const { modes, residual } = workspace;
  const visitBoth = (pair: readonly [number, number], ...indices: readonly number[]): void => {
    const quadratures = transformModes(workspace, pair, n);
    for (const [i, index] of indices.entries()) {
      beginTrack(workspace, pair[i], quadratures[i], n);
      visit(pair[i], index);
    }
  };
  let count = 0;
  eachMode(workspace, samples, settings, (_mode, index) => {
    count = index + 1;
    if (index % 2 === 1) visitBoth(modes, index - 1, index);
  });
  if (count % 2 === 1) visitBoth([modes[0], residual], count - 1, settings.maxImfs);
  else visitBoth([residual, residual], settings.maxImfs);
}

function beginTrack({ kernel, track }: Workspace, mode: number, quadrature: number, n: number): void {
  new Uint32Array(kernel.memory.buffer, track, 6).set([mode, quadrature, n, 0, 0, 0]);
}

function positiveModulo(value: number, period: number): number {
  const rest = value % period;
  return rest < 0 ? rest + period : rest;
}

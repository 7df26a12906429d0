/** Empirical mode decomposition by sifting (Huang et al. 1998), in the conventions of the Python package emd. */
import { counted } from "../../base/counted.ts";
import { AudioError } from "../../base/errors.ts";
import { type Workspace, withWorkspace } from "./workspace.ts";

export interface SiftSettings {
  /** The most intrinsic mode functions to take out. */
  readonly maxImfs: number;
  /** A mode is done when one more step changes it by less than this share of its energy. */
  readonly sdThreshold: number;
  /** Steps per mode before the sift is given up. */
  readonly maxIterations: number;
  /** The sift is done when the remainder's energy is this far below the signal's, as 20 log10 of the ratio. */
  readonly energyThresholdDb: number;
}

/** The package's defaults, and the 7 modes that are usual for speech. */
export const SIFT_DEFAULTS: SiftSettings = {
  maxImfs: 7,
  sdThreshold: 0.1,
  maxIterations: 1000,
  energyThresholdDb: 50,
};

/** The sift is done when the absolute values of the remainder add up to less than this. */
const LEAST_SUM = 1e-8;

export interface Decomposition {
  /** [imf][sample], fastest first: at most maxImfs, none of a signal without two maxima and two minima. */
  readonly imfs: readonly Float64Array<ArrayBuffer>[];
  /** [sample]: the signal minus the sum of all imfs. */
  readonly residual: Float64Array<ArrayBuffer>;
}

/**
 * The intrinsic mode functions of a signal and what remains; together they add up to the signal.
 *
 * @throws AudioError for no sample, more than 2^23 samples, or a mode that does not settle in maxIterations
 * @see emd.sift.sift (0.8.1), whose last column is the residual
 */
export function emd(
  samples: Float32Array | Float64Array,
  settings: SiftSettings = SIFT_DEFAULTS,
): Decomposition {
  const n = samples.length;
  return withWorkspace(n, (workspace) => {
    const imfs: Float64Array<ArrayBuffer>[] = [];
    eachMode(workspace, samples, settings, (mode) => imfs.push(workspace.doubles(mode, n).slice()));
    return { imfs, residual: workspace.doubles(workspace.residual, n).slice() };
  });
}

/**
 * Visits the modes of emd one after the other; the residual is then in the workspace.
 *
 * @param visit - gets the address of the mode, which is overwritten by the next but one
 * @throws AudioError as emd
 */
export function eachMode(
  workspace: Workspace,
  samples: Float32Array | Float64Array,
  settings: SiftSettings,
  visit: (mode: number, index: number) => void,
): void {
  const { kernel, signal, sum, modes, residual, sifter, sums } = workspace;
  const n = samples.length;
  workspace.doubles(signal, n).set(samples);
  workspace.doubles(residual, n).set(workspace.doubles(signal, n));
  workspace.doubles(sum, n).fill(0);
  let energy = 0;
  for (let i = 0; i < n; i++) energy += samples[i] * samples[i];
  let hasModes = kernel.hasModes(sifter, residual, n);
  for (let index = 0; index < settings.maxImfs && hasModes !== 0; index++) {
    const mode = modes[index % 2];
    if (kernel.sift(sifter, residual, mode, n, settings.sdThreshold, settings.maxIterations) === 0) {
      throw new AudioError(
        `sifting: mode ${index + 1} did not settle in ${counted(settings.maxIterations, "step")} to a change of ` +
          `less than ${settings.sdThreshold}.`,
        "Raise sdThreshold, ask for fewer modes or leave the clip out.",
      );
    }
    hasModes = kernel.remove(sifter, signal, sum, mode, residual, n);
    visit(mode, index);
    const [absolute, left] = workspace.doubles(sums, 2);
    // 10 dB of energy count as 20, as the reference has it
    if (absolute < LEAST_SUM || 20 * Math.log10(energy / left) > settings.energyThresholdDb) break;
  }
}

/** How strong the harmonics of a voiced frame are: to each other, to the formants and to the noise. */
import { N_FORMANTS } from "./formants.ts";

/** Level of what is not there, dB relative to the first harmonic. */
export const NO_LEVEL_DB = -201;

/** A formant's harmonics lie within this share of its frequency. */
const FORMANT_SHARE = 0.2;

/** A harmonic is the highest of the bin next to it and so many on either side. */
const NEAR_BINS = 2;

/** The period is looked for within this share of that of F0. */
const PERIOD_SHARE = 0.1;

/** The longest lag that is looked at for periods of that many samples. */
export const longestLag = (period: number): number => Math.floor(period * (1 + PERIOD_SHARE));

const MAX_HARMONICS = 100;

export interface HarmonicLevels {
  /** Harmonics-to-noise ratio, dB. */
  hnrDb: number;
  /** The second harmonic over the third, dB. */
  h1H2Db: number;
  /** The second harmonic over the strongest of the third formant, dB. */
  h1A3Db: number;
  /** [formant], the strongest harmonic of a formant over the first harmonic, dB. */
  readonly formantDb: Float64Array;
}

/**
 * A function that measures one voiced frame; its result is overwritten by the next call. H1 and A3 are counted as openSMILE
 * counts them, where H1 is the harmonic above F0.
 *
 * @param nFft - length of the transform that the power spectrum is of, at least twice that of the longest period
 */
export function createHarmonicLevels(
  nFft: number,
  sampleRate: number,
): (
  power: Float64Array,
  correlation: Float64Array,
  f0Hz: number,
  formantsHz: Float64Array,
) => HarmonicLevels {
  const levels = new Float64Array(MAX_HARMONICS);
  const result = { hnrDb: 0, h1H2Db: 0, h1A3Db: 0, formantDb: new Float64Array(N_FORMANTS) };
  const binHz = sampleRate / nFft;
  return (power, correlation, f0Hz, formantsHz) => {
    result.hnrDb = noiseRatioDb(correlation, sampleRate / f0Hz);
    const count = harmonicLevels(power, f0Hz / binHz, levels);
    for (let formant = 0; formant < N_FORMANTS; formant++) {
      const hz = formantsHz[formant];
      let strongest = NO_LEVEL_DB;
      const last = Math.min(count, Math.floor((hz * (1 + FORMANT_SHARE)) / f0Hz));
      for (let h = Math.max(1, Math.ceil((hz * (1 - FORMANT_SHARE)) / f0Hz)); h <= last; h++) {
        strongest = Math.max(strongest, levels[h - 1] - levels[0]);
      }
      if (strongest === NO_LEVEL_DB && hz > 0 && count > 0) {
        strongest = levels[Math.min(count, Math.max(1, Math.round(hz / f0Hz))) - 1] - levels[0];
      }
      result.formantDb[formant] = strongest;
    }
    const above = count > 1 ? levels[1] - levels[0] : NO_LEVEL_DB;
    result.h1H2Db = count > 2 ? levels[1] - levels[2] : 0;
    result.h1A3Db = result.formantDb[2] === NO_LEVEL_DB ? 0 : above - result.formantDb[2];
    return result;
  };
}

/** The peak of the autocorrelation near a period, over what it lacks to that at lag 0, dB. */
function noiseRatioDb(correlation: Float64Array, period: number): number {
  const last = Math.min(correlation.length - 1, longestLag(period));
  let peak = 0;
  for (let lag = Math.floor(period * (1 - PERIOD_SHARE)); lag <= last; lag++) {
    peak = Math.max(peak, correlation[lag]);
  }
  const noise = correlation[0] - peak;
  if (peak <= 1e-10 * correlation[0]) return -100;
  return noise <= 1e-10 * peak ? 100 : 10 * Math.log10(peak / noise);
}

/** Writes the levels of the harmonics, dB, at the bins that are next to them; returns how many there are. */
function harmonicLevels(power: Float64Array, f0Bins: number, levels: Float64Array): number {
  let count = 0;
  while (count < levels.length) {
    const bin = Math.round((count + 1) * f0Bins);
    if (bin >= power.length) break;
    let highest = 1e-20;
    const last = Math.min(power.length - 1, bin + NEAR_BINS);
    for (let near = Math.max(0, bin - NEAR_BINS); near <= last; near++)
      highest = Math.max(highest, power[near]);
    levels[count++] = 10 * Math.log10(highest);
  }
  return count;
}

/** Mel bands as the ear takes them in, and cepstra of them. */
import { dct, dctBasis } from "../../signal/dct.ts";
import { applyMel } from "../../signal/mel.ts";
import { SPEECH_BANDS, speechBands } from "../../signal/voice/loudness.ts";

export const N_MFCC = 14;

/** HTK's: samples count as 16-bit integers, and bands of less than one as one. */
const MAX_SAMPLE = 32767;
const LIFTER = 22;

/** Weights of this frame's logarithm and of the four before (Hermansky & Morgan 1994). */
const RASTA = [0.2, 0.1, 0, -0.1, -0.2] as const;
const RASTA_POLE = 0.94;

export interface AuditorySeries {
  /**
   * [band][frame], how the logarithm of a band's power changes, without what stays and without what flickers; 0 where nothing
   * changes. It is not raised to a loudness again: a voice that sets in after digital silence would outshine all else.
   */
  readonly bands: readonly Float64Array[];
  /** [frame], their mean. */
  readonly change: Float64Array;
  /** [coefficient][frame], from the first on. */
  readonly mfcc: readonly Float64Array[];
}

/** Series that are filled frame by frame, in order of time. */
export function createAuditory(
  frames: number,
  sampleRate: number,
  nFft: number,
): { readonly series: AuditorySeries; add(power: Float64Array, frame: number): void } {
  const course = (): Float64Array => new Float64Array(frames);
  const series = {
    bands: Array.from({ length: SPEECH_BANDS }, course),
    change: course(),
    mfcc: Array.from({ length: N_MFCC }, course),
  };
  const bank = speechBands(sampleRate, nFft);
  const basis = dctBasis(N_MFCC + 1, SPEECH_BANDS, "ortho");
  const lifter = Float64Array.from(
    { length: N_MFCC },
    (_, k) => 1 + (LIFTER / 2) * Math.sin((Math.PI * (k + 1)) / LIFTER),
  );
  const cepstra = new Float64Array(N_MFCC + 1);
  const levels = new Float64Array(SPEECH_BANDS);
  const filtered = new Float64Array(SPEECH_BANDS);
  /** The last frames' logarithms, the newest first; before the clip its first frame went on for ever. */
  const history = RASTA.map(() => new Float64Array(SPEECH_BANDS));
  return {
    series,
    add(power, frame) {
      applyMel(bank, power, levels);
      for (let band = 0; band < SPEECH_BANDS; band++) {
        levels[band] = Math.log(Math.max(1, levels[band] * MAX_SAMPLE ** 2));
      }
      dct(basis, N_MFCC + 1, SPEECH_BANDS, levels, 0, cepstra);
      for (let k = 0; k < N_MFCC; k++) series.mfcc[k][frame] = lifter[k] * cepstra[k + 1];
      history.unshift(...history.splice(-1));
      history[0].set(levels);
      if (frame === 0) for (const one of history) one.set(levels);
      for (let band = 0; band < SPEECH_BANDS; band++) {
        let sum = RASTA_POLE * filtered[band];
        for (let k = 0; k < RASTA.length; k++) sum += RASTA[k] * history[k][band];
        filtered[band] = sum;
        series.bands[band][frame] = sum;
        series.change[frame] += sum / SPEECH_BANDS;
      }
    },
  };
}

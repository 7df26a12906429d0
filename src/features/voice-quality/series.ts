/** The series of a voice and the frames in which they count: pitch, harmonicity, first harmonics, formants. */
import type { Series } from "../../functionals/index.ts";
import { HARMONICITY_DEFAULTS, harmonicity } from "../../signal/praat/harmonicity.ts";
import { firstHarmonics } from "../../signal/praat/harmonics.ts";
import { pitchAt } from "../../signal/praat/pulses.ts";
import { VOICE_FORMANT_DEFAULTS, voiceFormants } from "../../signal/praat/voice-formants.ts";
import type { VoicePitch } from "../../signal/praat/voice-pitch.ts";

/** Formants that have statistics; one more is sought. */
export const FORMANTS = [1, 2, 3, 4] as const;

export const SERIES = {
  f0: { name: "F0", unit: "Hz" },
  hnr: { name: "HNR", unit: "dB" },
  h1h2: { name: "H1H2", unit: "dB" },
  formants: FORMANTS.map((k) => ({ name: `F${k}`, unit: "Hz" })),
  bandwidths: FORMANTS.map((k) => ({ name: `B${k}`, unit: "Hz" })),
} as const;

/** F0 of the voiced frames. */
export function pitchSeries({ f0Hz, stepS }: VoicePitch): Series {
  return { ...SERIES.f0, values: f0Hz, frameRateHz: 1 / stepS, mask: voicedMask(f0Hz) };
}

/** H1 - H2 of the voiced frames. */
export function harmonicsSeries(samples: Float64Array, sampleRate: number, pitch: VoicePitch): Series {
  return {
    ...SERIES.h1h2,
    values: firstHarmonics(samples, sampleRate, pitch),
    frameRateHz: 1 / pitch.stepS,
    mask: voicedMask(pitch.f0Hz),
  };
}

/** HNR of the frames that are not silent. */
export function harmonicitySeries(samples: Float64Array, sampleRate: number, floorHz: number): Series {
  const { hnrDb, sounding, stepS } = harmonicity(samples, sampleRate, { ...HARMONICITY_DEFAULTS, floorHz });
  return { ...SERIES.hnr, values: hnrDb, frameRateHz: 1 / stepS, mask: sounding };
}

/** F1 to F4, then B1 to B4, of the frames that are voiced and have that formant. */
export function formantSeries(
  samples: Float64Array,
  sampleRate: number,
  ceilingHz: number,
  pitch: VoicePitch,
): Series[] {
  const found = voiceFormants(samples, sampleRate, { ...VOICE_FORMANT_DEFAULTS, ceilingHz });
  const { frames, hz, bandwidthHz, firstS, stepS } = found;
  const rowOf = (matrix: Float64Array, k: number): Float64Array =>
    matrix.subarray((k - 1) * frames, k * frames);
  const masks = FORMANTS.map((k) =>
    Uint8Array.from(rowOf(hz, k), (one, t) => (one > 0 && pitchAt(pitch, firstS + t * stepS) > 0 ? 1 : 0)),
  );
  const seriesOf = (infos: readonly { name: string; unit: string }[], matrix: Float64Array): Series[] =>
    FORMANTS.map((k, i) => ({
      ...infos[i],
      values: rowOf(matrix, k),
      frameRateHz: 1 / stepS,
      mask: masks[i],
    }));
  return [...seriesOf(SERIES.formants, hz), ...seriesOf(SERIES.bandwidths, bandwidthHz)];
}

function voicedMask(f0Hz: Float64Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(f0Hz, (hz) => (hz > 0 ? 1 : 0));
}

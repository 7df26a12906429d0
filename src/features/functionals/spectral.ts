/** Functionals of the spectrum: its shape, the mel bands, wavelet cepstra and the modulation of the bands. */
import type { Functional } from "../../functionals/index.ts";
import { createRealFft } from "../../signal/fft.ts";
import { MEL_DEFAULTS } from "../../signal/mel.ts";
import { mfcc } from "../../signal/mfcc.ts";
import { STFT_DEFAULTS } from "../../signal/stft.ts";
import { waveletSequence } from "../../signal/wavelet.ts";
import { ANALYSIS_RATE, type Analysis, N_MELS } from "./analysis.ts";
import { group, MEAN_SD, numbered, rowsOf, SUMMARY, table } from "./group.ts";

const SHAPE: readonly [name: string, unit: string | null, values: (analysis: Analysis) => Float64Array][] = [
  ["centroidKhz", "kHz", ({ shape }) => shape.centroidKhz],
  ["bandwidthKhz", "kHz", ({ shape }) => shape.bandwidthKhz],
  ["rolloff85Khz", "kHz", ({ shape }) => shape.rolloffKhz],
  ["lnFlatness", null, ({ shape }) => shape.lnFlatness],
  ["rmsDb", "dB", ({ rmsDb }) => rmsDb],
  ["flux", null, ({ shape }) => shape.flux],
];

const shape = group(
  "spectral shape and level",
  SHAPE.map(([name, unit, values]) =>
    table({
      series: [{ name, unit }],
      values: (analysis) => [values(analysis)],
      functionals: SUMMARY,
    }),
  ),
);

const bands = group("mel bands: mean, deviation", [
  table({
    series: numbered("melDb", N_MELS, "dB"),
    values: ({ melDb, frames }) => rowsOf(melDb, frames, N_MELS),
    functionals: MEAN_SD,
  }),
]);

const N_WAVELET_MFCC = 20;

/** MFCC of the coefficients of two db4 splits, laid end to end and taken as samples at the analysis rate. */
const wavelets = group("wavelet MFCC", [
  table({
    series: numbered("waveletMfcc", N_WAVELET_MFCC),
    values({ samples }) {
      const sequence = waveletSequence(samples, "db4", 2, "symmetric");
      const settings = {
        ...STFT_DEFAULTS,
        ...MEL_DEFAULTS,
        nMels: N_MELS,
        nMfcc: N_WAVELET_MFCC,
        dctNorm: "ortho" as const,
        lifter: 0,
      };
      const { data, cols } = mfcc(sequence, ANALYSIS_RATE, settings);
      return rowsOf(new Float64Array(data), cols, N_WAVELET_MFCC);
    },
    functionals: MEAN_SD,
  }),
]);

const N_BAND_GROUPS = 16;
const BANDS_PER_GROUP = N_MELS / N_BAND_GROUPS;
const MODULATION_FFT = 512; // frames: 5.5 s; a longer clip is cut off there
/** Bins of 24000 / 256 / 512 = 0.18 Hz. */
const MODULATION_EDGES = [1, 4, 8, 14, 24, 40, 60] as const;
const N_RANGES = MODULATION_EDGES.length - 1;

const RANGES = modulationRanges();

/** How much groups of mel bands fluctuate, in six ranges from 0.2 to 11 Hz. */
const modulation = group(
  "mel-band modulation",
  numbered("modulation_bands", N_BAND_GROUPS).map((series, index) =>
    table({
      series: [series],
      values: ({ mel, frames }) => [groupCourse(mel, frames, index)],
      functionals: [RANGES],
    }),
  ),
);

/** The mean logarithm of the bands of a group, [frame]. */
function groupCourse(mel: Float64Array, frames: number, index: number): Float64Array {
  const course = new Float64Array(frames);
  for (let band = index * BANDS_PER_GROUP; band < (index + 1) * BANDS_PER_GROUP; band++) {
    for (let frame = 0; frame < frames; frame++) {
      course[frame] += Math.log(mel[band * frames + frame] + 1e-6) / BANDS_PER_GROUP;
    }
  }
  return course;
}

/** The logarithm of the mean magnitude in ranges of the spectrum of the first 512 frames. */
function modulationRanges(): Functional {
  const fft = createRealFft(MODULATION_FFT);
  const padded = new Float64Array(MODULATION_FFT);
  const re = new Float64Array(fft.bins);
  const im = new Float64Array(fft.bins);
  return {
    word: "modulation-ranges",
    names: Array.from({ length: N_RANGES }, (_, range) => `range${range + 1}`),
    of: "values",
    units: () => Array.from({ length: N_RANGES }, () => null),
    compute({ values, mean }, into, at) {
      padded.fill(0);
      const used = Math.min(values.length, MODULATION_FFT);
      for (let frame = 0; frame < used; frame++) padded[frame] = values[frame] - mean;
      fft.forward(padded, re, im);
      for (let range = 0; range < N_RANGES; range++) {
        const from = MODULATION_EDGES[range];
        const to = MODULATION_EDGES[range + 1];
        let sum = 0;
        for (let bin = from; bin < to; bin++) sum += Math.sqrt(re[bin] * re[bin] + im[bin] * im[bin]);
        into[at + range] = Math.log(sum / (to - from) / Math.sqrt(values.length) + 1e-3);
      }
    },
  };
}

export const spectralGroups = { shape, bands, wavelets, modulation };

/** Functionals of the spectrum: its shape, the mel bands, wavelet cepstra and the modulation of the bands. */
import { tableColumns } from "../../functionals/index.ts";
import { createRealFft } from "../../signal/fft.ts";
import type { Analysis } from "./analysis.ts";
import { group, MEAN_SD, numbered, SUMMARY, table } from "./group.ts";
import type { BandCourse } from "./mel-series.ts";
import { MODULATION_FRAMES, N_BAND_GROUPS, N_MELS, N_WAVELET_MFCC } from "./settings.ts";

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
      values,
      functionals: SUMMARY,
    }),
  ),
);

const bands = group("mel bands: mean, deviation", [
  {
    columns: tableColumns(numbered("melDb", N_MELS, "dB"), MEAN_SD),
    compute({ melDbMean, melDbSd }, _run, into, at) {
      into.set(melDbMean, at);
      into.set(melDbSd, at + N_MELS);
    },
  },
]);

/** MFCC of the coefficients of two db4 splits, laid end to end and taken as samples at the analysis rate. */
const wavelets = group("wavelet MFCC", [
  table({
    series: numbered("waveletMfcc", N_WAVELET_MFCC),
    values({ waveletMfcc: { cols, data } }, row) {
      return new Float64Array(data.subarray(row * cols, (row + 1) * cols));
    },
    functionals: MEAN_SD,
  }),
]);

/** Bins of 24000 / 256 / 512 = 0.18 Hz. */
const MODULATION_EDGES = [1, 4, 8, 14, 24, 40, 60] as const;
const N_RANGES = MODULATION_EDGES.length - 1;
const RANGE_NAMES = Array.from({ length: N_RANGES }, (_, range) => `range${range + 1}`);

/** How much groups of mel bands fluctuate, in six ranges from 0.2 to 11 Hz. */
const modulation = group("mel-band modulation", [
  {
    columns: numbered("modulation_bands", N_BAND_GROUPS).flatMap(({ name }) =>
      RANGE_NAMES.map((range) => ({ name: `${name}_${range}`, unit: null })),
    ),
    compute({ modulation: courses }, _run, into, at) {
      for (const [index, course] of courses.entries()) {
        modulationRanges(course, into, at + index * N_RANGES);
      }
    },
  },
]);

const fft = createRealFft(MODULATION_FRAMES);
const padded = new Float64Array(MODULATION_FRAMES);
const re = new Float64Array(fft.bins);
const im = new Float64Array(fft.bins);

/** The logarithm of the mean magnitude in ranges of the spectrum of the first 512 frames, around the mean of all. */
function modulationRanges({ first, mean }: BandCourse, into: Float64Array, at: number): void {
  padded.fill(0);
  for (let frame = 0; frame < first.length; frame++) padded[frame] = first[frame] - mean;
  fft.forward(padded, re, im);
  for (let range = 0; range < N_RANGES; range++) {
    const from = MODULATION_EDGES[range];
    const to = MODULATION_EDGES[range + 1];
    let sum = 0;
    for (let bin = from; bin < to; bin++) sum += Math.sqrt(re[bin] * re[bin] + im[bin] * im[bin]);
    into[at + range] = Math.log(sum / (to - from) / Math.sqrt(first.length) + 1e-3);
  }
}

export const spectralGroups = { shape, bands, wavelets, modulation };

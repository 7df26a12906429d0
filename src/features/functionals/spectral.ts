/** Functionals of the spectrum: its shape, the mel bands, wavelet cepstra and the modulation of the bands. */
import { createRealFft } from "../../signal/fft.ts";
import { MEL_DEFAULTS } from "../../signal/mel.ts";
import { mfcc } from "../../signal/mfcc.ts";
import { mean } from "../../signal/statistics.ts";
import { STFT_DEFAULTS } from "../../signal/stft.ts";
import { waveletSequence } from "../../signal/wavelet.ts";
import { ANALYSIS_RATE, N_MELS } from "./analysis.ts";
import { type FunctionalGroup, meansAndSds, numbered, rowsOf, summarise, summaryNames } from "./group.ts";

const shape: FunctionalGroup = {
  id: "sp",
  title: "spectral shape and level",
  names: ["centroidKhz", "bandwidthKhz", "rolloff85Khz", "lnFlatness", "rmsDb", "flux"].flatMap(summaryNames),
  compute: ({ shape, rmsDb }) =>
    [shape.centroidKhz, shape.bandwidthKhz, shape.rolloffKhz, shape.lnFlatness, rmsDb, shape.flux].flatMap(
      summarise,
    ),
};

const bands: FunctionalGroup = {
  id: "lms",
  title: "mel bands: mean, deviation",
  names: numbered("melDb", N_MELS, ["mean", "sd"]),
  compute: ({ melDb, frames }) => meansAndSds(rowsOf(melDb, frames, N_MELS)),
};

const N_WAVELET_MFCC = 20;

/** MFCC of the coefficients of two db4 splits, laid end to end and taken as samples at the analysis rate. */
const wavelets: FunctionalGroup = {
  id: "w",
  title: "wavelet MFCC",
  names: numbered("waveletMfcc", N_WAVELET_MFCC, ["mean", "sd"]),
  compute({ samples }) {
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
    return meansAndSds(rowsOf(new Float64Array(data), cols, N_WAVELET_MFCC));
  },
};

const N_BAND_GROUPS = 16;
const BANDS_PER_GROUP = N_MELS / N_BAND_GROUPS;
const MODULATION_FFT = 512; // frames: 5.5 s; a longer clip is cut off there
/** Bins of 24000 / 256 / 512 = 0.18 Hz. */
const MODULATION_EDGES = [1, 4, 8, 14, 24, 40, 60] as const;
const N_RANGES = MODULATION_EDGES.length - 1;

/** How much groups of mel bands fluctuate, in six ranges from 0.2 to 11 Hz. */
const modulation: FunctionalGroup = {
  id: "mod",
  title: "mel-band modulation",
  names: Array.from({ length: N_BAND_GROUPS }, (_, group) =>
    Array.from({ length: N_RANGES }, (_, range) => `modulation_bands${group + 1}_range${range + 1}`),
  ).flat(),
  compute({ mel, frames }) {
    const fft = createRealFft(MODULATION_FFT);
    const course = new Float64Array(frames);
    const padded = new Float64Array(MODULATION_FFT);
    const re = new Float64Array(fft.bins);
    const im = new Float64Array(fft.bins);
    const values: number[] = [];
    for (let group = 0; group < N_BAND_GROUPS; group++) {
      course.fill(0);
      for (let band = group * BANDS_PER_GROUP; band < (group + 1) * BANDS_PER_GROUP; band++) {
        for (let frame = 0; frame < frames; frame++) {
          course[frame] += Math.log(mel[band * frames + frame] + 1e-6) / BANDS_PER_GROUP;
        }
      }
      const level = mean(course);
      padded.fill(0);
      const used = Math.min(frames, MODULATION_FFT);
      for (let frame = 0; frame < used; frame++) padded[frame] = course[frame] - level;
      fft.forward(padded, re, im);
      for (let range = 0; range < N_RANGES; range++) {
        const from = MODULATION_EDGES[range];
        const to = MODULATION_EDGES[range + 1];
        let sum = 0;
        for (let bin = from; bin < to; bin++) sum += Math.sqrt(re[bin] * re[bin] + im[bin] * im[bin]);
        values.push(Math.log(sum / (to - from) / Math.sqrt(frames) + 1e-3));
      }
    }
    return values;
  },
};

export const spectralGroups = { shape, bands, wavelets, modulation };

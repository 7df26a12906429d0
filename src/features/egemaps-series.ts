import { z } from "zod";
import { AudioError } from "../base/errors.ts";
import { analyseVoice, HOP_S, LONG_FRAME_S } from "./egemaps/analysis.ts";
import { DESCRIPTORS, voiceSeries } from "./egemaps/series.ts";
import { defineFeature } from "./feature.ts";

/** Rows that are of one kind and one unit. */
const PARTS = [
  { name: "loudness", rows: [0] },
  { name: "spectral balance", rows: [1, 2] },
  { name: "spectral slopes", rows: [3, 4] },
  { name: "spectral flux", rows: [5] },
  { name: "MFCC", rows: [6, 7, 8, 9] },
  { name: "F0", rows: [10] },
  { name: "jitter", rows: [11] },
  { name: "shimmer", rows: [12] },
  { name: "harmonics", rows: [13, 14, 15] },
  { name: "formant frequencies", rows: [16, 19, 22] },
  { name: "formant bandwidths", rows: [17, 20, 23] },
  { name: "formant levels", rows: [18, 21, 24] },
];

/** Rows in the standard order. Unvoiced frames have F0, jitter, shimmer, HNR and H1-H2 of 0 and levels of formants of -201 dB. */
export const egemapsSeries = defineFeature({
  id: "egemaps-series",
  summary: "Course over time of the 25 low-level descriptors of eGeMAPSv02, a frame every 10 ms",
  source: "Eyben et al. 2016, IEEE Trans. Affective Computing 7: 190-202; openSMILE 3.0 for the conventions",
  params: z.strictObject({}),
  axes: ["descriptor", "frame"],
  formula: "frames of 20 ms (Hamming) and, for pitch and harmonics, of 60 ms (Gauss), averaged over three",
  layout: () => ({
    frames: { name: "time", unit: "s", first: LONG_FRAME_S / 2, step: HOP_S },
    parts: PARTS.map(({ name, rows }) => {
      const columns = rows.map((row) => ({ name: DESCRIPTORS[row].name, unit: DESCRIPTORS[row].unit }));
      return {
        name,
        scale: { name: "descriptor", unit: null, at: columns.map((column) => column.name) },
        value: { name: "value", unit: columns[0].unit },
        rows,
        columns,
      };
    }),
  }),
  extract({ samples, sampleRate }) {
    if (samples.length === 0) throw new AudioError("the audio has no sample.", "Leave the empty clip out.");
    const series = voiceSeries(analyseVoice(samples, sampleRate));
    const frames = series[0].values.length;
    const data = new Float32Array(series.length * frames);
    for (const [row, { values }] of series.entries()) data.set(values, row * frames);
    return { axes: ["descriptor", "frame"], shape: [series.length, frames], data };
  },
});

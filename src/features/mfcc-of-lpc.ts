import { z } from "zod";
import { counted } from "../base/counted.ts";
import { AudioError } from "../base/errors.ts";
import { checkOrder, createPredictor } from "../signal/linear-prediction.ts";
import { defineFeature } from "./feature.ts";
import { cepstralParts, stftFrames } from "./layout.ts";
import { mfccShape, mfccWithDeltas } from "./mfcc.ts";

/**
 * Not a cepstrum of the predictor (that is `lpcc`): its weights, 1 first, are taken for samples at the clip's own rate. So
 * few samples give one frame; with `windowSamples` there are as many as the windows' weights, laid end to end, make.
 */
export const mfccOfLpc = defineFeature({
  id: "mfcc-of-lpc",
  summary:
    "MFCC of linear-prediction weights taken for samples: one frame per clip, or more with windowSamples",
  source: "librosa.feature.mfcc 0.11 of librosa.lpc 0.11 (Burg)",
  params: z.strictObject({
    order: z.int().min(1).max(512).default(16).describe("number of predictor weights beside the leading 1"),
    windowSamples: z
      .int()
      .min(2)
      .max(1_000_000)
      .nullable()
      .default(null)
      .describe("weights of windows of this many samples, one after another; null = of the whole clip"),
    ...mfccShape,
  }),
  axes: ["coefficient", "frame"],
  formula: "mfcc([1, a[1], …, a[order]]), a the predictor of the clip, or of one window after the other",
  layout: (_audio, params) => ({
    frames: { ...stftFrames(1, params, params.nFft), name: "predictor weight", unit: null },
    parts: cepstralParts(params.nMfcc, params.deltas),
  }),
  extract({ samples, sampleRate }, params) {
    const weights = predictorWeights(samples, params.order, params.windowSamples);
    const { rows, cols, data } = mfccWithDeltas(weights, sampleRate, params);
    return { axes: ["coefficient", "frame"], shape: [rows, cols], data };
  },
});

/** 1, a[1], …, a[order] of every whole window, end to end. */
function predictorWeights(samples: Float32Array, order: number, windowSamples: number | null): Float64Array {
  const length = windowSamples ?? samples.length;
  if (windowSamples !== null) checkOrder(order, "windowSamples", windowSamples);
  const needed = windowSamples ?? order + 1;
  if (samples.length < needed) {
    throw new AudioError(
      `the audio has ${counted(samples.length, "sample")}; expected at least ${needed} for ` +
        `${windowSamples === null ? `the order ${order}` : "one window"}.`,
      "Leave the clip out.",
    );
  }
  const windows = Math.floor(samples.length / length);
  const predict = createPredictor("burg", length, order);
  const sequence = new Float64Array(windows * (order + 1));
  const window = new Float64Array(length);
  for (let i = 0; i < windows; i++) {
    window.set(samples.subarray(i * length, (i + 1) * length));
    sequence[i * (order + 1)] = 1;
    sequence.set(predict(window), i * (order + 1) + 1);
  }
  return sequence;
}

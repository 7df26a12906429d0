import { z } from "zod";
import { linearPrediction, lpcCepstrum } from "../signal/linear-prediction.ts";
import { defineFeature, type Feature } from "./feature.ts";
import { counting, type FeatureValue, imageLayout, type RowScale, stftFrames } from "./layout.ts";
import { lpcShape } from "./lpc.ts";

/** The parameters of every feature that is made of linear-prediction cepstra. */
export const lpccShape = {
  nLpcc: z
    .int()
    .min(1)
    .max(512)
    .default(20)
    .describe("number of cepstral coefficients; may exceed the order"),
  ...lpcShape,
};
const params = z.strictObject(lpccShape);

/**
 * Linear-prediction cepstra, [coefficient, frame].
 *
 * @throws ConfigError, AudioError as linearPrediction
 */
export function lpccOf(samples: Float32Array | Float64Array, settings: z.output<typeof params>): Feature {
  const { rows, cols, data } = lpcCepstrum(linearPrediction(samples, settings), settings.nLpcc);
  return { axes: ["coefficient", "frame"], shape: [rows, cols], data: new Float32Array(data) };
}

export const lpccValue: FeatureValue = { name: "coefficient", unit: null };

export function lpccScale(nLpcc: number): RowScale {
  return { name: "coefficient", unit: null, at: counting(1, nLpcc) };
}

export const lpcc = defineFeature({
  id: "lpcc",
  summary:
    "Linear-prediction cepstral coefficients: the cepstrum of the predictor's all-pole spectrum per frame",
  source:
    "Atal 1974, J. Acoust. Soc. Am. 55; equal to the inverse Fourier transform of -ln |A|^2 (numpy 2.4)",
  params,
  axes: ["coefficient", "frame"],
  formula: "c[n] = -a[n] - Σ_(k=1)^(n-1) (k / n) · c[k] · a[n - k], with a[n] = 0 beyond the order",
  layout: ({ sampleRate }, settings) =>
    imageLayout(
      "linear-prediction cepstrum",
      stftFrames(sampleRate, settings, settings.frameSamples),
      lpccScale(settings.nLpcc),
      lpccValue,
    ),
  extract: ({ samples }, settings) => lpccOf(samples, settings),
});

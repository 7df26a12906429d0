import { z } from "zod";
import { linearPrediction, lpcCepstrum } from "../signal/linear-prediction.ts";
import { defineFeature, type Feature } from "./feature.ts";
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

export const lpcc = defineFeature({
  id: "lpcc",
  summary:
    "Linear-prediction cepstral coefficients: the cepstrum of the predictor's all-pole spectrum per frame",
  source:
    "Atal 1974, J. Acoust. Soc. Am. 55; equal to the inverse Fourier transform of -ln |A|^2 (numpy 2.4)",
  version: 1,
  params,
  axes: ["coefficient", "frame"],
  extract: ({ samples }, settings) => lpccOf(samples, settings),
});

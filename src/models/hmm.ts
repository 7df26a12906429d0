/** A hidden Markov model per label: how likely each makes the frames of a clip, one after the other. */
import { z } from "zod";
import { ModelError } from "../base/errors.ts";
import { createRandom } from "../base/random.ts";
import type { Dataset } from "../dataset/dataset.ts";
import { assertImage } from "../dataset/image.ts";
import { OnnxBuilder } from "../engine/onnx/builder.ts";
import { instantiateKernel, type Kernel } from "./compiled/kernel.ts";
import { type HiddenMarkov, type Sequences, trainHiddenMarkov } from "./hidden-markov/baum-welch.ts";
import { addForward, MOST_FRAMES } from "./hidden-markov/graph.ts";
import { ergodic, leftRight } from "./hidden-markov/start.ts";
import { addProbabilities, trainingRowsOf } from "./kernel/training-rows.ts";
import { HeldRows } from "./mixture/held-rows.ts";
import { defineModel } from "./model.ts";

/** Frames that were added to fill a row are not heard, where rows tell how many are real. */
export const hmm = defineModel({
  id: "hmm",
  summary: "a hidden Markov model per label with Gaussian states, over the frames of a clip",
  source: "Rabiner 1989; hmmlearn GaussianHMM 0.3.3 (diag), one per label; frames must be z-scored",
  input: "image",
  params: z.strictObject({
    states: z.int().min(1).max(50).default(5).describe("states per label"),
    topology: z
      .enum(["left-right", "ergodic"])
      .default("left-right")
      .describe("left-right: a state stays or goes on to the next; ergodic: to any"),
    variancePrior: z
      .number()
      .positive()
      .max(1e6)
      .default(0.01)
      .describe("added to the summed squares of a state's frames about their mean: no variance becomes 0"),
    tolerance: z
      .number()
      .min(0)
      .max(1e6)
      .default(0.01)
      .describe("the fit ends when the log-likelihood of a label's clips grows by less"),
    iterations: z.int().min(1).max(10_000).default(10).describe("most rounds of Baum and Welch's algorithm"),
  }),
  async fit(train, { states, topology, ...options }, { seed, threads, signal }) {
    const { present, y } = trainingRowsOf("hmm", train);
    assertImage("model hmm", train.shape);
    const [, length] = train.shape;
    if (length > MOST_FRAMES) {
      throw new ModelError(
        `model hmm: expected rows of at most ${MOST_FRAMES} frames, got ${length}; take fewer seconds, or a longer hop.`,
      );
    }
    const random = createRandom(seed);
    const kernel = instantiateKernel();
    const models: HiddenMarkov[] = [];
    const priors = new Float32Array(present.length);
    for (const [i, label] of present.entries()) {
      signal?.throwIfAborted();
      const rows = Array.from(y.keys()).filter((row) => y[row] === i);
      priors[i] = Math.log(rows.length / y.length);
      const sequences = sequencesOf(train, rows, kernel);
      const start =
        topology === "left-right"
          ? leftRight(sequences, states, options.variancePrior)
          : await ergodic(
              sequences,
              states,
              options.variancePrior,
              random.fork(train.labels[label]),
              threads,
            );
      models.push(
        trainHiddenMarkov(sequences, start, { ...options, ...(signal === undefined ? {} : { signal }) }),
      );
    }
    const onnx = new OnnxBuilder("hmm");
    const features = onnx.input("features", ["n", ...train.shape]);
    const frames = train.frames === undefined ? undefined : onnx.input("frames", ["n"], "int64");
    const likelihoods = addForward(onnx, features, frames, models, length);
    const joint = onnx.node("Add", [likelihoods, onnx.constant([present.length], priors)]);
    addProbabilities(onnx, onnx.node("Softmax", [joint], { axis: { int: 1 } }), present, train.labels.length);
    return { onnx: onnx.toBytes(), history: [] };
  },
});

/** The real frames of the rows; of a row without any, the first. */
function sequencesOf({ shape, x, frames }: Dataset, rows: readonly number[], kernel: Kernel): Sequences {
  const [width, length] = shape;
  const lengths = rows.map((row) => (frames === undefined ? length : Math.max(1, frames[row])));
  const total = lengths.reduce((sum, one) => sum + one, 0);
  const data = new Float32Array(total * width);
  let at = 0;
  for (const [i, row] of rows.entries()) {
    for (let frame = 0; frame < lengths[i]; frame++)
      for (let k = 0; k < width; k++) data[at++] = x[(row * width + k) * length + frame];
  }
  return { frames: new HeldRows({ rows: total, cols: width, data }, undefined, kernel), lengths };
}

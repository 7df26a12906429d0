/** A mixture of Gaussians per label: how likely each makes a row, and how frequent the label is. */
import { z } from "zod";
import { ModelError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import { createRandom, type Random } from "../base/random.ts";
import { OnnxBuilder } from "../engine/onnx/builder.ts";
import { instantiateKernel } from "./compiled/kernel.ts";
import { addFeatures, addProbabilities, trainingRowsOf } from "./kernel/training-rows.ts";
import { diagonal } from "./mixture/diagonal.ts";
import { type Component, fitMixture } from "./mixture/em.ts";
import { full } from "./mixture/full.ts";
import { HeldRows } from "./mixture/held-rows.ts";
import { lloyd, seedCentres } from "./mixture/k-means.ts";
import { defineModel } from "./model.ts";

const params = z.strictObject({
  components: z.int().min(1).max(100).default(1).describe("Gaussians per label; at most the label's rows"),
  covariance: z
    .enum(["diag", "full"])
    .default("diag")
    .describe(
      "diag: numbers vary each for itself; full: together, which needs far more rows per label than numbers in a row",
    ),
  floor: z.number().min(1e-12).max(1e6).default(1e-6).describe("added to every variance"),
  tolerance: z
    .number()
    .min(0)
    .max(1e6)
    .default(1e-3)
    .describe("the fit ends when the mean log-likelihood of a row grows by less"),
  iterations: z.int().min(1).max(10_000).default(100).describe("most rounds of expectation maximisation"),
});

/** Rounds of k-means, as in scikit-learn. */
const CLUSTER_ROUNDS = 300;

export const gaussianMixture = defineModel({
  id: "gaussian-mixture",
  summary: "a mixture of Gaussians per label, by expectation maximisation from k-means",
  source:
    "Dempster, Laird & Rubin 1977; scikit-learn GaussianMixture 1.9, one per label; features must be z-scored",
  input: "vector",
  params,
  async fit(train, options, { seed, threads, signal, onWarning }) {
    const { x, present, y } = trainingRowsOf("gaussian-mixture", train);
    signal?.throwIfAborted();
    const covariance = options.covariance === "diag" ? diagonal : full;
    const random = createRandom(seed);
    const kernel = instantiateKernel();
    const mixtures: Component[][] = [];
    for (const [i, label] of present.entries()) {
      const rows = Array.from(y.keys()).filter((row) => y[row] === i);
      const own = new HeldRows(x, rows, kernel);
      const name = train.labels[label];
      if (own.rows < options.components) {
        throw new ModelError(
          `model gaussian-mixture: components: expected at most ${own.rows}, the training rows of "${name}"; ` +
            `got ${options.components}.`,
        );
      }
      const shares = await startOf(own, options.components, random.fork(name), threads);
      const { components, converged } = fitMixture(own, shares, covariance, {
        ...options,
        ...(signal === undefined ? {} : { signal }),
      });
      if (!converged)
        onWarning?.(`gaussian-mixture: ${options.iterations} rounds were not enough for "${name}".`);
      const share = own.rows / x.rows;
      mixtures.push(components.map((one) => ({ ...one, weight: one.weight * share })));
    }
    const onnx = new OnnxBuilder("gaussian-mixture");
    const features = addFeatures(onnx, train.shape);
    const densities = addDensities(onnx, features, mixtures.flat(), options.covariance);
    const byLabel = onnx.node("Reshape", [
      densities,
      onnx.integers([-1, present.length, options.components]),
    ]);
    const likelihoods = onnx.node("ReduceLogSumExp", [byLabel, onnx.integers([2])], {
      keepdims: { int: 0 },
    });
    addProbabilities(
      onnx,
      onnx.node("Softmax", [likelihoods], { axis: { int: 1 } }),
      present,
      train.labels.length,
    );
    return { onnx: onnx.toBytes(), history: [] };
  },
});

/** [row, component]: every row belongs to the nearest centre of k-means. */
async function startOf(
  rows: HeldRows,
  count: number,
  random: Random,
  threads: number | undefined,
): Promise<Matrix<Float64Array>> {
  const shares = new Float64Array(rows.rows * count);
  if (count === 1) return { rows: rows.rows, cols: 1, data: shares.fill(1) };
  const { owners } = await lloyd(rows, seedCentres(rows, count, random), CLUSTER_ROUNDS, threads);
  owners.forEach((centre, row) => {
    shares[row * count + centre] = 1;
  });
  return { rows: rows.rows, cols: count, data: shares };
}

/** [n, component]: logarithms of weighted densities, but for what all have in common. */
function addDensities(
  onnx: OnnxBuilder,
  features: string,
  components: readonly Component[],
  covariance: "diag" | "full",
): string {
  const count = components.length;
  const width = components[0].mean.length;
  const offsets = Float32Array.from(
    components,
    ({ weight, logDeterminant }) => Math.log(weight) + logDeterminant,
  );
  const squares =
    covariance === "diag"
      ? addScaledSquares(onnx, features, components, width)
      : addWhitenedSquares(onnx, features, components, width);
  return onnx.node("Add", [onnx.node("Mul", [squares, onnx.scalar(-0.5)]), onnx.constant([count], offsets)]);
}

/**
 * [n, component]: sums of scale² (x - mean)², multiplied out, so that nothing as large as [n, component, column] is held; in
 * float64, since the parts of rows far from 0 cancel each other.
 */
function addScaledSquares(
  onnx: OnnxBuilder,
  features: string,
  components: readonly Component[],
  width: number,
): string {
  const count = components.length;
  const precisions = new Float64Array(width * count);
  const slopes = new Float64Array(width * count);
  const constants = new Float64Array(count);
  for (const [k, { mean, scale }] of components.entries()) {
    for (let col = 0; col < width; col++) {
      const precision = scale[col] ** 2;
      precisions[col * count + k] = precision;
      slopes[col * count + k] = -2 * precision * mean[col];
      constants[k] += precision * mean[col] ** 2;
    }
  }
  const x = onnx.cast(features, "float64");
  const quadratic = onnx.node("MatMul", [onnx.node("Mul", [x, x]), onnx.doubles([width, count], precisions)]);
  const linear = onnx.node("MatMul", [x, onnx.doubles([width, count], slopes)]);
  const sum = onnx.node("Add", [onnx.node("Add", [quadratic, linear]), onnx.doubles([count], constants)]);
  return onnx.cast(sum, "float32");
}

/** [n, component]: squared lengths of rows that are made white. */
function addWhitenedSquares(
  onnx: OnnxBuilder,
  features: string,
  components: readonly Component[],
  width: number,
): string {
  const count = components.length;
  const means = Float32Array.from(components.flatMap(({ mean }) => [...mean]));
  const scales = new Float32Array(count * width * width);
  for (const [k, { scale }] of components.entries()) {
    for (let i = 0; i < width; i++)
      for (let j = 0; j <= i; j++) scales[(k * width + j) * width + i] = scale[i * width + j];
  }
  const about = onnx.node("Sub", [features, onnx.constant([count, 1, width], means)]);
  const white = onnx.node("MatMul", [about, onnx.constant([count, width, width], scales)]);
  const byComponent = onnx.node("ReduceSumSquare", [white, onnx.integers([2])], { keepdims: { int: 0 } });
  return onnx.node("Transpose", [byComponent], { perm: { ints: [1, 0] } });
}

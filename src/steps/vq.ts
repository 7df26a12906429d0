import { z } from "zod";
import { ModelError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import { createRandom, type Random } from "../base/random.ts";
import { type Dataset, realFrames } from "../dataset/dataset.ts";
import { OnnxBuilder } from "../engine/onnx/builder.ts";
import { HeldRows } from "../models/mixture/held-rows.ts";
import { addNearest, lloyd, seedCentres, turnCentres } from "../models/mixture/k-means.ts";
import { defineStep } from "./step.ts";

/** Frames that the codebook is made of; of more, as many are drawn. */
const MOST_FRAMES = 100_000;

/**
 * A row becomes the histogram of its frames' nearest codewords: shares that add to 1. Frames that were padded count like
 * any others, unless they are ignored: they gather in a codeword of their own, whose share tells how short the clip is.
 */
export const vq = defineStep({
  id: "vq",
  summary: "Vector quantisation: the share of frames next to each codeword of a codebook made by k-means",
  source: "scikit-learn KMeans 1.9 (lloyd)",
  input: "image",
  output: "vector",
  params: z.strictObject({
    codewords: z
      .int()
      .min(2)
      .max(4096)
      .default(64)
      .describe("size of the codebook; at most the training frames"),
    padding: z
      .enum(["counts", "ignored"])
      .default("counts")
      .describe("whether frames that were added to fill a row count like any others"),
    iterations: z.int().min(1).max(1000).default(50).describe("most rounds of k-means"),
  }),
  async fit(train, { codewords, padding, iterations }, { seed, threads }) {
    const frames = train.shape[1];
    if (codewords > train.clipIds.length * frames) {
      throw new ModelError(
        `step vq: codewords: expected at most ${train.clipIds.length * frames} ` +
          `(${train.clipIds.length} training rows of ${frames} frames), got ${codewords}.`,
      );
    }
    const random = createRandom(seed);
    const real = padding === "ignored" ? realFrames(train) : undefined;
    const points = drawFrames(train, Math.max(MOST_FRAMES, codewords), random, real);
    if (points.rows < codewords) {
      throw new ModelError(
        `step vq: codewords: expected at most the ${points.rows} frames of the training rows that are real, got ${codewords}.`,
      );
    }
    const held = new HeldRows(points);
    const { centres: codebook } = await lloyd(
      held,
      seedCentres(held, codewords, random),
      iterations,
      threads,
    );
    return { onnx: histogramGraph(frames, codebook, padding === "ignored"), shape: [codewords] };
  },
});

/**
 * At most `most` frames of the rows, [frame, coefficient].
 *
 * @param real - [row], how many frames count; absent: all
 */
function drawFrames(
  { clipIds, shape, x }: Dataset,
  most: number,
  random: Random,
  real: Int32Array | undefined,
): Matrix {
  const [coefficients, frames] = shape;
  let chosen = Int32Array.from({ length: clipIds.length * frames }, (_, i) => i);
  if (real !== undefined) chosen = chosen.filter((i) => i % frames < real[Math.floor(i / frames)]);
  if (chosen.length > most) chosen = random.shuffle(chosen).subarray(0, most).sort();
  const data = new Float32Array(chosen.length * coefficients);
  chosen.forEach((frame, i) => {
    const at = Math.floor(frame / frames) * coefficients * frames + (frame % frames);
    for (let k = 0; k < coefficients; k++) data[i * coefficients + k] = x[at + k * frames];
  });
  return { rows: chosen.length, cols: coefficients, data };
}

function histogramGraph(
  frames: number,
  codebook: Matrix<Float64Array>,
  onlyReal: boolean,
): Uint8Array<ArrayBuffer> {
  const { rows: codewords, cols: coefficients } = codebook;
  const onnx = new OnnxBuilder("vq");
  const features = onnx.input("features", ["n", coefficients, frames]);
  const byFrame = onnx.node("Transpose", [features], { perm: { ints: [0, 2, 1] } });
  const { centres, halfSquares } = turnCentres(codebook);
  const nearest = addNearest(
    onnx,
    byFrame,
    onnx.constant([coefficients, codewords], centres),
    onnx.constant([codewords], halfSquares),
  );
  const ones = onnx.node("OneHot", [
    nearest,
    onnx.integers([codewords], []),
    onnx.constant([2], Float32Array.of(0, 1)),
  ]);
  if (onlyReal) {
    // [n, frame]: 1 / real frames where a frame is real, 0 where it was added
    const real = onnx.input("frames", ["n"], "int64");
    const each = onnx.node("Unsqueeze", [real, onnx.integers([1])]);
    const places = onnx.integers(
      Array.from({ length: frames }, (_, frame) => frame),
      [1, frames],
    );
    const isReal = onnx.cast(onnx.node("Less", [places, each]), "float32");
    const shares = onnx.node("Div", [isReal, onnx.cast(each, "float32")]);
    const weighted = onnx.node("Mul", [ones, onnx.node("Unsqueeze", [shares, onnx.integers([2])])]);
    onnx.node("ReduceSum", [weighted, onnx.integers([1])], { keepdims: { int: 0 } }, "reduced");
  } else onnx.node("ReduceMean", [ones, onnx.integers([1])], { keepdims: { int: 0 } }, "reduced");
  onnx.output("reduced", ["n", codewords]);
  return onnx.toBytes();
}

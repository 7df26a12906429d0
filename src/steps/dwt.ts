import { z } from "zod";
import { ModelError } from "../base/errors.ts";
import { OnnxBuilder } from "../engine/onnx/builder.ts";
import { WAVELET_NAMES } from "../signal/daubechies.ts";
import { filterLength, maxLevel, waveletSequence } from "../signal/wavelet.ts";
import { defineStep } from "./step.ts";

/** A matrix of 100 MB. */
const MOST_FRAMES = 5000;

/**
 * A transform is linear: it is one matrix, whose rows are the transforms of unit impulses. Beyond its ends a row is mirrored, as
 * in PyWavelets unless it is told otherwise.
 */
export const dwt = defineStep({
  id: "dwt",
  summary:
    "Discrete wavelet transform of every row of an image over its frames: coarsest approximation, then details, coarsest first",
  source: "PyWavelets wavedec 1.8 (mode symmetric)",
  input: "image",
  output: "vector",
  params: z.strictObject({
    wavelet: z.enum(WAVELET_NAMES).default("db4").describe("Daubechies' wavelet, symlet or coiflet"),
    levels: z
      .union([z.int().min(1).max(20), z.literal("most")])
      .default("most")
      .describe(
        "how often the approximation is split again; most = while a coefficient is free of the edges",
      ),
  }),
  async fit({ shape }, { wavelet, levels: wanted }) {
    const [rows, frames] = shape;
    if (frames > MOST_FRAMES) {
      throw new ModelError(
        `step dwt: expected at most ${MOST_FRAMES} frames, every one of which has a row in its matrix; got ${frames}.`,
      );
    }
    const most = maxLevel(frames, wavelet);
    const levels = wanted === "most" ? Math.max(1, most) : wanted;
    if (levels > most) {
      throw new ModelError(
        `step dwt: levels: expected at least ${(filterLength(wavelet) - 1) * 2 ** levels} frames for ${levels} with ` +
          `${wavelet}; got ${frames}.`,
      );
    }
    const impulses = Array.from({ length: frames }, (_, frame) => {
      const impulse = new Float64Array(frames);
      impulse[frame] = 1;
      return waveletSequence(impulse, wavelet, levels, "symmetric");
    });
    const coefficients = impulses[0].length;
    const matrix = new Float32Array(frames * coefficients);
    for (const [frame, row] of impulses.entries()) matrix.set(row, frame * coefficients);
    const onnx = new OnnxBuilder("dwt");
    const features = onnx.input("features", ["n", rows, frames]);
    const transformed = onnx.node("MatMul", [features, onnx.constant([frames, coefficients], matrix)]);
    onnx.node("Reshape", [transformed, onnx.integers([-1, rows * coefficients])], {}, "transformed");
    onnx.output("transformed", ["n", rows * coefficients]);
    return { onnx: onnx.toBytes(), shape: [rows * coefficients] };
  },
});

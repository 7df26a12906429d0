/** Looks at rows without learning from them: the inference graph with its weights as inputs, compiled once. */
import { type Dataset, widthOf } from "../dataset/dataset.ts";
import { type AnyDataset, copyRows } from "../dataset/stored-dataset.ts";
import { lowerGraph, type Shape, sizeOf } from "../engine/graph.ts";
import { type Network, trace, type Weights, weightOf } from "../engine/network.ts";
import { OnnxBuilder } from "../engine/onnx/builder.ts";
import { createSession, floatsOf, floatTensor } from "../engine/onnx/session.ts";
import { argMax, fillFrames } from "./batches.ts";

export interface Evaluation {
  /** Mean of the rows. */
  readonly loss: number;
  /** Share of the rows that are right. */
  readonly accuracy: number;
}

/** How good the outputs [row, ...] of some rows are. */
export type Judge = (outputs: Float32Array, rows: Uint32Array) => Evaluation;

export interface Evaluator {
  /**
   * [row, ...], of the rows in their order.
   *
   * @throws ModelError if weights are missing
   */
  outputs(weights: Weights, rows: Uint32Array): Promise<Float32Array>;
  evaluate(weights: Weights, rows: Uint32Array): Promise<Evaluation>;
  release(): Promise<void>;
}

/** Rows at once: bounds memory, however many there are. */
const BATCH_SIZE = 64;

/** @param judge - by default, cross-entropy of logits and the share named right */
export async function createEvaluator(
  network: Network,
  data: AnyDataset,
  { threads, judge = judgeLabels(data) }: { readonly threads: number; readonly judge?: Judge },
): Promise<Evaluator> {
  const { graph, logits } = trace(network, BATCH_SIZE, false);
  const onnx = new OnnxBuilder("evaluation");
  const used: { readonly name: string; readonly shape: Shape }[] = [];
  const [output] = lowerGraph([logits], onnx, (name, shape) => {
    if (name !== "features" && name !== "frames") used.push({ name, shape });
    return onnx.input(name, shape);
  });
  onnx.output(output, logits.shape);
  const session = await createSession(onnx.toBytes(), { threads });
  const width = widthOf(data.shape);
  const each = sizeOf(logits.shape) / BATCH_SIZE;
  const features = new Float32Array(BATCH_SIZE * width);
  const frames = new Float32Array(BATCH_SIZE);
  const outputs: Evaluator["outputs"] = async (weights, rows) => {
    const feeds = {
      features: floatTensor(features, [BATCH_SIZE, ...data.shape]),
      ...(graph.countsFrames ? { frames: floatTensor(frames, [BATCH_SIZE]) } : {}),
      ...Object.fromEntries(
        used.map(({ name, shape }) => [name, floatTensor(weightOf(weights, name), shape)]),
      ),
    };
    const all = new Float32Array(rows.length * each);
    for (let from = 0; from < rows.length; from += BATCH_SIZE) {
      const batch = rows.subarray(from, from + BATCH_SIZE);
      copyRows(data, batch, features);
      if (graph.countsFrames) fillFrames(frames, data, batch);
      const results = floatsOf(await session.run(feeds), output);
      all.set(results.subarray(0, batch.length * each), from * each);
    }
    return all;
  };
  return {
    outputs,
    evaluate: async (weights, rows) => judge(await outputs(weights, rows), rows),
    release: () => session.release(),
  };
}

/** Mean cross-entropy of logits, and the share of labels named right. */
export function judgeLabels({ y, labels: { length } }: Pick<Dataset, "y" | "labels">): Judge {
  return (logits, rows) => {
    let loss = 0;
    let right = 0;
    for (const [i, row] of rows.entries()) {
      loss += crossEntropy(logits.subarray(i * length, (i + 1) * length), y[row]);
      if (argMax(logits, i * length, length) === y[row]) right += 1;
    }
    return { loss: loss / rows.length, accuracy: right / rows.length };
  };
}

/** - log softmax(logits)[label] */
function crossEntropy(logits: Float32Array, label: number): number {
  const highest = logits.reduce((a, b) => Math.max(a, b));
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - highest), 0);
  return highest + Math.log(sum) - logits[label];
}

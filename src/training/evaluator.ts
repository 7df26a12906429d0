/** Looks at rows without learning from them: the inference graph with its weights as inputs, compiled once. */
import { type Dataset, widthOf } from "../dataset/dataset.ts";
import { lowerGraph } from "../engine/graph.ts";
import { type Network, trace, type Weights } from "../engine/network.ts";
import { OnnxBuilder } from "../engine/onnx/builder.ts";
import { createSession, floatsOf, floatTensor } from "../engine/onnx/session.ts";
import { argMax } from "./batches.ts";

export interface Evaluation {
  /** Mean cross-entropy of the rows. */
  readonly loss: number;
  /** Share of the rows that are named right. */
  readonly accuracy: number;
}

export interface Evaluator {
  evaluate(weights: Weights, rows: Uint32Array): Promise<Evaluation>;
  release(): Promise<void>;
}

/** Rows at once: bounds memory, however many there are. */
const BATCH_SIZE = 64;

export async function createEvaluator(
  network: Network,
  data: Dataset,
  { threads }: { readonly threads: number },
): Promise<Evaluator> {
  const { graph, logits } = trace(network, BATCH_SIZE, false);
  const onnx = new OnnxBuilder("evaluation");
  const shapes = new Map([...graph.parameters, ...graph.statistics].map(({ name, shape }) => [name, shape]));
  const used: string[] = [];
  const [output] = lowerGraph([logits], onnx, (leaf, shape) => {
    used.push(leaf);
    return onnx.input(leaf, shape);
  });
  onnx.output(output, logits.shape);
  const session = await createSession(onnx.toBytes(), { threads });
  const width = widthOf(data.shape);
  const labels = logits.shape[1];
  const features = new Float32Array(BATCH_SIZE * width);
  return {
    async evaluate(weights, rows) {
      const feeds = {
        features: floatTensor(features, [BATCH_SIZE, ...data.shape]),
        ...Object.fromEntries(
          used
            .filter((name) => name !== "features")
            .map((name) => [
              name,
              floatTensor(weights.get(name) ?? new Float32Array(0), shapes.get(name) ?? []),
            ]),
        ),
      };
      let loss = 0;
      let right = 0;
      for (let from = 0; from < rows.length; from += BATCH_SIZE) {
        const batch = rows.subarray(from, from + BATCH_SIZE);
        for (const [i, row] of batch.entries()) {
          features.set(data.x.subarray(row * width, (row + 1) * width), i * width);
        }
        const results = floatsOf(await session.run(feeds), output);
        for (const [i, row] of batch.entries()) {
          loss += crossEntropy(results.subarray(i * labels, (i + 1) * labels), data.y[row]);
          if (argMax(results, i * labels, labels) === data.y[row]) right += 1;
        }
      }
      return { loss: loss / rows.length, accuracy: right / rows.length };
    },
    release: () => session.release(),
  };
}

/** - log softmax(logits)[label] */
function crossEntropy(logits: Float32Array, label: number): number {
  const highest = logits.reduce((a, b) => Math.max(a, b));
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - highest), 0);
  return highest + Math.log(sum) - logits[label];
}

/**
 * A trained network as standard ONNX: `features` [n, ...shape], and of networks that ask for them `frames` int64 [n] ->
 * `probabilities` [n, label], or the outputs themselves as `values`.
 */
import { lowerGraph, topologicalOrder, type Value } from "./graph.ts";
import { BATCH_NORM_EPSILON } from "./layers/norm.ts";
import { type Network, trace, type Weights, weightOf } from "./network.ts";
import { OnnxBuilder } from "./onnx/builder.ts";
import { softmax } from "./ops/loss.ts";

/** Whether a layer's weights [out, ...] can take up a batch normalisation that follows. */
function isFoldable({ type, shape, inputs }: Value): boolean {
  // A dense layer along the last of many axes has its outputs elsewhere than batch normalisation its channels.
  const fits = type === "conv" || (type === "dense" && shape.length === 2);
  return fits && inputs.slice(1).every(({ leaf }) => leaf !== undefined);
}

/**
 * The inference graph with its weights; batch normalisation is folded into the convolution or dense layer before it.
 *
 * @param gives - probabilities of labels, or numbers
 * @returns ONNX bytes, opset 21, with an open batch length
 * @throws ModelError if weights are missing
 */
export function exportNetwork(
  network: Network,
  weights: Weights,
  gives: "probabilities" | "values" = "probabilities",
): Uint8Array<ArrayBuffer> {
  const { logits } = trace(network, 1, false);
  const constants = new Map(weights);
  const output = foldBatchNorm(gives === "values" ? logits : softmax(logits), constants);
  const onnx = new OnnxBuilder("network");
  const [name] = lowerGraph([output], onnx, (leaf, shape) => {
    if (leaf === "features") return onnx.input("features", ["n", ...network.shape]);
    if (leaf === "frames") return onnx.cast(onnx.input("frames", ["n"], "int64"), "float32");
    return onnx.constant(shape, weightOf(constants, leaf), leaf);
  });
  onnx.node("Identity", [name], {}, gives);
  onnx.output(gives, ["n", logits.shape[1]]);
  return onnx.toBytes();
}

/** The same graph without the batch normalisations that folded; their weights are added to `constants`. */
function foldBatchNorm(output: Value, constants: Map<string, Float32Array<ArrayBuffer>>): Value {
  const order = topologicalOrder([output]);
  const uses = new Map<Value, number>();
  for (const value of order) for (const input of value.inputs) uses.set(input, (uses.get(input) ?? 0) + 1);
  const replaced = new Map<Value, Value>();
  const current = (value: Value): Value => replaced.get(value) ?? value;
  for (const value of order) {
    const layer = value.inputs[0];
    const folds = value.type === "batchNormInference" && isFoldable(layer) && uses.get(layer) === 1;
    if (folds) replaced.set(value, folded(value, current(layer), constants));
    else if (value.inputs.some((input) => replaced.has(input)))
      replaced.set(value, { ...value, inputs: value.inputs.map(current) });
  }
  return current(output);
}

/** The layer with weights w f and bias b f + shift - mean f, where f = scale / sqrt(variance + epsilon). */
function folded(norm: Value, layer: Value, constants: Map<string, Float32Array<ArrayBuffer>>): Value {
  const [x, weight, bias] = layer.inputs;
  const [scale, shift, mean, variance] = norm.inputs.slice(1).map((input) => dataOf(constants, input));
  const before = dataOf(constants, weight);
  const channels = weight.shape[0];
  const each = before.length / channels;
  const weights = new Float32Array(before.length);
  const biases = new Float32Array(channels);
  const biasBefore = bias === undefined ? new Float32Array(channels) : dataOf(constants, bias);
  for (let o = 0; o < channels; o++) {
    const factor = scale[o] / Math.sqrt(variance[o] + BATCH_NORM_EPSILON);
    for (let i = o * each; i < (o + 1) * each; i++) weights[i] = before[i] * factor;
    biases[o] = shift[o] + (biasBefore[o] - mean[o]) * factor;
  }
  const { graph } = norm;
  const names = [`${layer.layer}.foldedWeight`, `${layer.layer}.foldedBias`];
  constants.set(names[0], weights);
  constants.set(names[1], biases);
  return { ...layer, inputs: [x, graph.leaf(names[0], weight.shape), graph.leaf(names[1], [channels])] };
}

function dataOf(constants: Weights, value: Value): Float32Array<ArrayBuffer> {
  return weightOf(constants, value.leaf ?? value.layer);
}

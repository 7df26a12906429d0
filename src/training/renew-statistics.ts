/** Running statistics for weights that no step has left, such as an average of several: measured anew. */
import type { Random } from "../base/random.ts";
import { lowerGraph, type Shape, sizeOf } from "../engine/graph.ts";
import { type Network, trace, type Weights, weightOf } from "../engine/network.ts";
import { OnnxBuilder } from "../engine/onnx/builder.ts";
import { createSession, floatsOf, floatTensor, type Tensor } from "../engine/onnx/session.ts";
import { fillDropoutMask, type StepInputs } from "../engine/training-step.ts";
import type { Batches } from "./batches.ts";

export interface RenewOptions {
  readonly batches: Batches;
  readonly rows: Uint32Array;
  readonly batchSize: number;
  readonly threads: number;
  /** Draws noise, mixup and dropout masks. */
  readonly random: Random;
}

/**
 * The same parameters with statistics that are the mean over the batches of what each says, in training, as
 * torch.optim.swa_utils.update_bn sets them; as they were where there are none, or no batch says anything.
 */
export async function renewStatistics(
  network: Network,
  weights: Weights,
  { batches, rows, batchSize, threads, random }: RenewOptions,
): Promise<Weights> {
  const size = batchSize * batches.rowsEach;
  const { graph } = trace(network, size, true);
  const { statistics } = graph;
  if (statistics.length === 0) return weights;
  const onnx = new OnnxBuilder("statistics");
  const used = new Map<string, Shape>();
  const lowered = lowerGraph(
    [...statistics.map((one) => one.measured), ...statistics.map((one) => one.says)],
    onnx,
    (name, shape) => {
      used.set(name, shape);
      return onnx.input(name, shape);
    },
  );
  const outputs = lowered.map((name) => onnx.node("Identity", [name]));
  const [measured, says] = [outputs.slice(0, statistics.length), outputs.slice(statistics.length)];
  for (const [i, name] of measured.entries()) onnx.output(name, statistics[i].shape);
  for (const name of says) onnx.output(name, []);

  const inputs: StepInputs = {
    features: new Float32Array(size * sizeOf(network.shape)),
    targets: new Float32Array(batchSize * batches.columns),
    rowMask: new Float32Array(size),
    ...(graph.countsFrames ? { frames: new Float32Array(size) } : {}),
  };
  const masks = graph.dropoutMasks.map((mask) => ({ ...mask, data: new Float32Array(sizeOf(mask.shape)) }));
  const tiles = graph.parameters.flatMap((parameter) => parameter.tiles);
  const data = new Map<string, Float32Array>([
    ...Object.entries(inputs),
    ...masks.map(({ name, data }): [string, Float32Array] => [name, data]),
    ...tiles.map(({ name, from, value }): [string, Float32Array] => [
      value.leaf,
      weightOf(weights, name).subarray(from, from + sizeOf(value.shape)),
    ]),
  ]);
  const feeds: Record<string, Tensor> = {};
  for (const [name, shape] of used)
    feeds[name] = floatTensor(data.get(name) ?? weightOf(weights, name), shape);

  const sums = statistics.map(({ shape }) => new Float64Array(sizeOf(shape)));
  const counts = new Float64Array(statistics.length);
  const session = await createSession(onnx.toBytes(), { threads });
  try {
    for (let i = 0; i * batchSize < rows.length; i++) {
      const drawing = random.fork(`${i}`);
      batches.fill(inputs, rows.subarray(i * batchSize, (i + 1) * batchSize), drawing.fork("batch"));
      for (const { data, rate } of masks) fillDropoutMask(data, rate, drawing.fork("dropout"));
      const results = await session.run(feeds);
      for (const [s, name] of measured.entries()) {
        if (floatsOf(results, says[s])[0] === 0) continue;
        counts[s] += 1;
        for (const [k, one] of floatsOf(results, name).entries()) sums[s][k] += one;
      }
    }
  } finally {
    await session.release();
  }
  return new Map([
    ...weights,
    ...statistics.flatMap(({ name }, s): [string, Float32Array<ArrayBuffer>][] =>
      counts[s] === 0 ? [] : [[name, Float32Array.from(sums[s], (sum) => sum / counts[s])]],
    ),
  ]);
}

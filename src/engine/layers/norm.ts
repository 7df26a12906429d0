import type { Value } from "../graph.ts";
import { add, scale } from "../ops/elementwise.ts";
import { batchNormInference, batchNormTraining } from "../ops/norm.ts";
import type { Named } from "./parameters.ts";

/** torch.nn.BatchNorm2d's defaults. */
export const BATCH_NORM_EPSILON = 1e-5;
const BATCH_NORM_MOMENTUM = 0.1;

export interface BatchNormOptions extends Named {
  /**
   * Rate at which a row's whole channels of the output are silenced while training (spatial dropout, Tompson et al.
   * 2015). Before a ReLU it is the same as after it, and here it costs no pass of its own.
   */
  readonly channelDropout?: number;
}

/**
 * Batch normalisation: by the batch while training, by running statistics after it.
 *
 * @param x - [row, channel, ...]
 * @returns as x; parameters weight and bias [channel]; statistics runningMean and runningVariance (unbiased), each
 *   moved by a tenth of the difference per step
 */
export function batchNorm(x: Value, options: BatchNormOptions = {}): Value {
  const { graph } = x;
  return graph.inLayer("batchNorm", options.name, () => {
    const shape = [x.shape[1]];
    const scaleBy = graph.parameter("weight", shape, () => new Float32Array(x.shape[1]).fill(1));
    const shiftBy = graph.parameter("bias", shape, () => new Float32Array(x.shape[1]));
    if (!graph.training) {
      const mean = graph.statistic("runningMean", shape, 0, (before) => before);
      const variance = graph.statistic("runningVariance", shape, 1, (before) => before);
      return batchNormInference(x, scaleBy, shiftBy, mean, variance, BATCH_NORM_EPSILON);
    }
    const rate = options.channelDropout ?? 0;
    const gain = rate > 0 ? graph.dropoutMask([x.shape[0], x.shape[1]], rate) : undefined;
    const normalised = batchNormTraining(x, scaleBy, shiftBy, graph.rowMask, BATCH_NORM_EPSILON, gain);
    const moved = (measured: Value) => (before: Value) =>
      add(scale(before, 1 - BATCH_NORM_MOMENTUM), scale(measured, BATCH_NORM_MOMENTUM));
    graph.statistic("runningMean", shape, 0, moved(normalised.mean));
    graph.statistic("runningVariance", shape, 1, moved(normalised.unbiasedVariance));
    return normalised.output;
  });
}

import { ShapeError } from "../../base/errors.ts";
import type { Graph, Statistic, Value } from "../graph.ts";
import { add, div, exp, maximum, mul, relu, scale, shift } from "../ops/elementwise.ts";
import { layerNormalisation } from "../ops/layer-norm.ts";
import { matmul } from "../ops/matmul.ts";
import { batchNormInference, batchNormTraining } from "../ops/norm.ts";
import { reduceSum } from "../ops/reduce.ts";
import { reshape } from "../ops/shape.ts";
import type { Named } from "./parameters.ts";

/** Defaults of torch.nn.BatchNorm2d and LayerNorm. */
export const BATCH_NORM_EPSILON = 1e-5;
const BATCH_NORM_MOMENTUM = 0.1;
const LAYER_NORM_EPSILON = 1e-5;

export interface BatchNormOptions extends Named {
  /**
   * Rate at which a row's whole channels of the output are silenced while training (spatial dropout, Tompson et al.
   * 2015). Before a ReLU it is the same as after it, and here it costs no pass of its own.
   */
  readonly channelDropout?: number;
  /**
   * Rows of a virtual batch (ghost batch normalisation, Hoffer et al. 2017): each so many rows are normalised by their
   * own statistics while training, the last ones by those of fewer rows where they do not divide. All rows by default.
   */
  readonly ghostRows?: number;
  /**
   * Normalise by the batch after training as well, as a network does that was left in training mode: the answer to a row
   * depends on the rows beside it. False by default.
   */
  readonly leftInTraining?: boolean;
}

/**
 * Batch normalisation: by the batch while training, by running statistics after it.
 *
 * @param x - [row, channel, ...]
 * @returns as x; parameters weight and bias [channel]; statistics runningMean and runningVariance (unbiased), each
 *   moved by a tenth of the difference per step, or per virtual batch, one after the other; a batch with one value of a
 *   channel moves nothing
 * @throws ShapeError if virtual batches have no rows
 */
export function batchNorm(x: Value, options: BatchNormOptions = {}): Value {
  const { graph } = x;
  return graph.inLayer("batchNorm", options.name, (layer) => {
    const [rows, channels] = x.shape;
    const shape = [channels];
    const { channelDropout: rate = 0, ghostRows = rows, leftInTraining = false } = options;
    if (!Number.isInteger(ghostRows) || ghostRows < 1)
      throw new ShapeError(
        `layer ${layer} (batchNorm): expected virtual batches of 1 or more rows; got ${ghostRows}.`,
      );
    const scaleBy = graph.parameter("weight", shape, () => new Float32Array(channels).fill(1));
    const shiftBy = graph.parameter("bias", shape, () => new Float32Array(channels));
    if (!graph.training) {
      const asItIs = (before: Value) => ({ measured: before, says: graph.scalar(1), next: before });
      const mean = graph.statistic("runningMean", shape, 0, asItIs);
      const variance = graph.statistic("runningVariance", shape, 1, asItIs);
      if (leftInTraining)
        return batchNormTraining(x, scaleBy, shiftBy, everyRow(x), BATCH_NORM_EPSILON).output;
      return batchNormInference(x, scaleBy, shiftBy, mean, variance, BATCH_NORM_EPSILON);
    }
    const members = ghostRows < rows ? virtualBatches(graph, rows, ghostRows) : undefined;
    const gain = rate > 0 ? graph.dropoutMask([rows, channels], rate) : undefined;
    const normalised = batchNormTraining(x, scaleBy, shiftBy, graph.rowMask, BATCH_NORM_EPSILON, {
      gain,
      members,
    });
    const says = isTwoOrMore(normalised.count);
    const moved = (measured: Value) => (before: Value) =>
      members === undefined ? movedOnce(before, measured, says) : movedInTurn(before, measured, says);
    graph.statistic("runningMean", shape, 0, moved(normalised.mean));
    graph.statistic("runningVariance", shape, 1, moved(normalised.unbiasedVariance));
    return normalised.output;
  });
}

/** [row]: 1 for each row of x, however many there are. */
function everyRow(x: Value): Value {
  const axes = x.shape.slice(1).map((_, i) => i + 1);
  return shift(scale(reduceSum(x, axes), 0), 1);
}

/** [batch, row]: 1 where the row is in the virtual batch. */
function virtualBatches(graph: Graph, rows: number, ghostRows: number): Value {
  const batches = Math.ceil(rows / ghostRows);
  const members = new Float32Array(batches * rows);
  for (let row = 0; row < rows; row++) members[Math.floor(row / ghostRows) * rows + row] = 1;
  return graph.constant([batches, rows], members);
}

type Moved = Pick<Statistic, "measured" | "says" | "next">;

/** 1 for counts of two or more, else 0: one value is its own mean, and has no variance. */
function isTwoOrMore(counts: Value): Value {
  return complement(relu(complement(relu(shift(counts, -1)))));
}

/** 1 - x. */
function complement(x: Value): Value {
  return shift(scale(x, -1), 1);
}

/** A running statistic [channel] after a batch [channel], or as it was where the batch says nothing. */
function movedOnce(before: Value, measured: Value, says: Value): Moved {
  const moved = add(scale(before, 1 - BATCH_NORM_MOMENTUM), scale(measured, BATCH_NORM_MOMENTUM));
  return { measured, says, next: add(mul(moved, says), mul(before, complement(says))) };
}

/**
 * A running statistic [channel] after the virtual batches [batch, channel] that say something, and the mean of what they
 * say.
 *
 * @param present - [batch, 1], 1 where a batch says something
 */
function movedInTurn(before: Value, measured: Value, present: Value): Moved {
  const { graph } = before;
  const [batches] = present.shape;
  const later = new Float32Array(batches * batches);
  for (let i = 0; i < batches; i++) later.fill(1, i * batches + i + 1, (i + 1) * batches);
  const kept = (times: Value): Value => exp(scale(times, Math.log(1 - BATCH_NORM_MOMENTUM)));
  const afterwards = kept(matmul(graph.constant([batches, batches], later), present));
  const weighed = (shares: Value): Value =>
    reshape(matmul(shares, measured, { transposeA: true }), before.shape);
  const total = reduceSum(present, [0, 1]);
  const added = weighed(scale(mul(present, afterwards), BATCH_NORM_MOMENTUM));
  return {
    measured: div(weighed(present), maximum(total, graph.scalar(1))),
    says: complement(relu(complement(total))),
    next: add(mul(before, kept(total)), added),
  };
}

/**
 * Layer normalisation: each row's numbers along the last axis, by their own mean and variance.
 *
 * @param x - [row, .., number]
 * @returns as x; parameters weight and bias [number]
 */
export function layerNorm(x: Value, options: Named = {}): Value {
  const { graph } = x;
  return graph.inLayer("layerNorm", options.name, () => {
    const numbers = x.shape[x.shape.length - 1];
    const scaleBy = graph.parameter("weight", [numbers], () => new Float32Array(numbers).fill(1));
    const shiftBy = graph.parameter("bias", [numbers], () => new Float32Array(numbers));
    return layerNormalisation(x, scaleBy, shiftBy, LAYER_NORM_EPSILON);
  });
}

/**
 * Training against an adversary (Ganin & Lempitsky 2015): outputs are logits of the labels and, behind a gradient reversal,
 * logits of groups such as the speakers. What is learnt tells the labels, and the groups as badly as it can.
 */
import type { AnyDataset } from "../dataset/stored-dataset.ts";
import type { Value } from "../engine/graph.ts";
import { add } from "../engine/ops/elementwise.ts";
import { softmaxCrossEntropy } from "../engine/ops/loss.ts";
import { slice } from "../engine/ops/shape.ts";
import { argMax, type Batches, createBatches } from "./batches.ts";
import { type Judge, judgeLabels } from "./evaluator.ts";
import type { TrainingOptions } from "./options.ts";
import type { Task } from "./train-network.ts";

/** The groups that occur, in order, and each row's. */
export interface RowGroups {
  readonly names: readonly string[];
  /** [row], index into the names. */
  readonly of: Int32Array;
}

/** @param groups - [row] */
export function numberGroups(groups: readonly string[]): RowGroups {
  const names = [...new Set(groups)].toSorted();
  const at = new Map(names.map((name, i) => [name, i]));
  return { names, of: Int32Array.from(groups, (group) => at.get(group) ?? -1) };
}

/** The sum of both cross-entropies: outputs and targets are [row, labels, then groups]. */
export function adversaryLoss(labels: number): (outputs: Value, targets: Value) => Value {
  return (outputs, targets) => {
    const columns = outputs.shape[1];
    const of = (from: number, to: number): Value =>
      softmaxCrossEntropy(slice(outputs, 1, from, to), slice(targets, 1, from, to));
    return add(of(0, labels), of(labels, columns));
  };
}

/** Epochs are told of, and judged by, the labels alone. */
export function adversaryTask(data: AnyDataset, groups: RowGroups, options: TrainingOptions): Task {
  const judge = judgeLabels(data);
  const labels = data.labels.length;
  const columns = labels + groups.names.length;
  const judgeLogits: Judge = (outputs, rows) => {
    const logits = new Float32Array(rows.length * labels);
    for (let i = 0; i < rows.length; i++)
      logits.set(outputs.subarray(i * columns, i * columns + labels), i * labels);
    return judge(logits, rows);
  };
  return { batchesOf: () => createAdversaryBatches(data, groups, options), judge: judgeLogits };
}

function createAdversaryBatches(
  data: AnyDataset,
  { names, of }: RowGroups,
  options: TrainingOptions,
): Batches {
  const alone = createBatches(data, options);
  const labels = alone.columns;
  const columns = labels + names.length;
  return {
    ...alone,
    columns,
    loss: adversaryLoss(labels),
    fill(inputs, rows, random) {
      const { targets } = inputs;
      const ofLabels = new Float32Array((targets.length / columns) * labels);
      const batch = alone.fill({ ...inputs, targets: ofLabels }, rows, random);
      const { partners, share } = batch;
      targets.fill(0);
      for (let i = 0; i < rows.length; i++) {
        targets.set(ofLabels.subarray(i * labels, (i + 1) * labels), i * columns);
        targets[i * columns + labels + of[rows[i]]] += share / rows.length;
        targets[i * columns + labels + of[partners[i]]] += (1 - share) / rows.length;
      }
      return batch;
    },
    countRight({ rows, partners, share }, outputs) {
      let right = 0;
      for (let i = 0; i < rows.length; i++) {
        const named = argMax(outputs, i * columns, labels);
        if (named === data.y[rows[i]]) right += share;
        if (named === data.y[partners[i]]) right += 1 - share;
      }
      return right;
    },
  };
}

/** What a training step computes, as values of the graph: the loss, and everything that the step changes. */
import { ModelError } from "../base/errors.ts";
import { type Block, blocksOf, join } from "./blocks.ts";
import { gradients } from "./gradient.ts";
import type { Graph, Leaf, Value } from "./graph.ts";
import { type Network, trace } from "./network.ts";
import { add, div, maximum, mul, shift, sqrt, square } from "./ops/elementwise.ts";
import { type Loss, softmaxCrossEntropy } from "./ops/loss.ts";
import { reduceSum } from "./ops/reduce.ts";
import type { Optimizer } from "./optimizer.ts";

export interface TrainingGraph {
  readonly graph: Graph;
  readonly loss: Value;
  readonly logits: Value;
  /** Names of the numbers that each step is told: learning rate and the like. */
  readonly scalars: readonly string[];
  readonly states: readonly State[];
}

/** A block of tensors that steps change: what a step reads and what it writes. */
export interface State {
  readonly block: Block;
  readonly name: string;
  /** What follows a member's name: empty, or a dot and the optimiser's slot. */
  readonly suffix: string;
  readonly before: Leaf;
  readonly after: Value;
}

export interface TrainingGraphOptions {
  readonly batchSize: number;
  /** Columns of the targets, and of the logits where the loss compares them one by one. */
  readonly labels: number;
  readonly optimizer: Optimizer;
  /** Softmax cross-entropy by default. */
  readonly loss?: Loss;
  /** Gradients are shortened to this norm over all parameters (torch's clip_grad_norm_); 0 leaves them. */
  readonly clipNorm?: number;
}

/**
 * Inputs are the leaves `features`, `targets`, `rowMask`, the dropout masks, the scalars, and each state's `before`.
 *
 * @throws ShapeError if a layer's input does not fit
 * @throws ModelError if the loss does not depend on a parameter
 */
export function buildTrainingGraph(network: Network, options: TrainingGraphOptions): TrainingGraph {
  const { batchSize, labels, optimizer } = options;
  const { graph, logits } = trace(network, batchSize, true);
  const targets = graph.leaf("targets", [batchSize, labels]);
  const loss = graph.inLayer("loss", "loss", () => (options.loss ?? softmaxCrossEntropy)(logits, targets));
  const scalars = Object.keys(optimizer.scalars({ learningRate: 0, momentum: 0 }, 1));
  const scalarValues = Object.fromEntries(scalars.map((name) => [name, graph.leaf(name, [])]));

  const learned = [true, false].flatMap((decays) => {
    const parameters = graph.parameters.filter(({ shape }) => decays === shape.length > 1);
    const tiles = parameters.flatMap(({ tiles }) => tiles);
    return blocksOf(decays ? "weights" : "others", tiles).map((block) => ({ block, decays }));
  });
  const slopes = shorten(
    gradientsOf(
      loss,
      learned.map(({ block }) => block),
    ),
    options.clipNorm ?? 0,
  );
  const updated = learned.flatMap(({ block, decays }, i): State[] => {
    const before = graph.leaf(block.name, block.shape);
    const slots = optimizer.slots.map((slot) => graph.leaf(`${block.name}.${slot}`, block.shape));
    const next = optimizer.update(before, slopes[i], slots, scalarValues, decays);
    return [
      { block, name: block.name, suffix: "", before, after: next.parameter },
      ...optimizer.slots.map((slot, j) => ({
        block,
        name: `${block.name}.${slot}`,
        suffix: `.${slot}`,
        before: slots[j],
        after: next.slots[j],
      })),
    ];
  });
  const measured = blocksOf(
    "statistics",
    graph.statistics.map((one) => ({ ...one, from: 0 })),
  ).map((block): State => {
    const after = join(block.members.map(({ next }) => next));
    return { block, name: block.name, suffix: "", before: graph.leaf(block.name, block.shape), after };
  });
  return { graph, loss, logits, scalars, states: [...updated, ...measured] };
}

/** The gradients of the loss, one per block. */
function gradientsOf(loss: Value, blocks: readonly Block[]): Value[] {
  const tensors = blocks.flatMap(({ members }) => members);
  const each = gradients(
    loss,
    tensors.map(({ value }) => value),
  );
  const byValue = new Map(tensors.map(({ value }, i) => [value, each[i]]));
  return blocks.map(({ members }) =>
    join(
      members.map(({ name, value }) => {
        const gradient = byValue.get(value);
        if (gradient === undefined)
          throw new ModelError(`the loss does not depend on the parameter ${name}.`);
        return gradient;
      }),
    ),
  );
}

/** Gradients times min(1, clipNorm / norm), the norm being over all of them. */
function shorten(all: readonly Value[], clipNorm: number): readonly Value[] {
  if (clipNorm === 0 || all.length === 0) return all;
  const { graph } = all[0];
  const squares = all.map((one) =>
    reduceSum(
      square(one),
      one.shape.map((_, axis) => axis),
    ),
  );
  const norm = sqrt(squares.reduce((sum, one) => add(sum, one)));
  // min(1, c / n) = c / max(c, n)
  const factor = div(graph.scalar(clipNorm), maximum(shift(norm, 1e-6), graph.scalar(clipNorm)));
  return all.map((one) => mul(one, factor));
}

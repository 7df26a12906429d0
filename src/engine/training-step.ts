/**
 * A whole training step as one ONNX model: forward, loss, backward, optimiser and running statistics. Everything that
 * a step changes lives in two sets of preallocated buffers; a step reads one set and writes the other.
 */
import { ModelError } from "../base/errors.ts";
import type { Random } from "../base/random.ts";
import { type Block, blocksOf, join, type Tensor as Member, splitBlock, takeApart } from "./blocks.ts";
import { gradients } from "./gradient.ts";
import { lowerGraph, type Parameter, type Shape, sizeOf, type Value } from "./graph.ts";
import { type Network, trace, type Weights } from "./network.ts";
import { OnnxBuilder } from "./onnx/builder.ts";
import { createSession, floatTensor, type InferenceSession, type Tensor } from "./onnx/session.ts";
import { add, div, maximum, mul, shift, sqrt, square } from "./ops/elementwise.ts";
import { softmaxCrossEntropy } from "./ops/loss.ts";
import { reduceSum } from "./ops/reduce.ts";
import type { Optimizer, StepRates } from "./optimizer.ts";

export interface TrainingStepOptions {
  readonly batchSize: number;
  /** Columns of the logits. */
  readonly labels: number;
  readonly optimizer: Optimizer;
  /** Gradients are shortened to this norm over all parameters (torch's clip_grad_norm_); 0 leaves them. */
  readonly clipNorm?: number;
  /** Threads inside one operator; 0 leaves the choice to onnxruntime. */
  readonly threads?: number;
  /** Steps that the optimiser has done already, where a training goes on (`TrainingStep.state`). */
  readonly stepsDone?: number;
}

/** All that steps change. A training that starts from it goes on as if it had never stopped. */
export interface TrainingState {
  /** Parameters, statistics, and the optimiser's slots by parameter and slot: "output.weight.velocity". */
  readonly tensors: Weights;
  readonly steps: number;
}

export interface TrainingStep {
  /** [batchSize, ...shape]: to be filled before each step. */
  readonly features: Float32Array<ArrayBuffer>;
  /** [batchSize, label]: to be filled before each step (`fillTargets`). */
  readonly targets: Float32Array<ArrayBuffer>;
  /** [batchSize]: 1 for rows of the batch, 0 for filling. */
  readonly rowMask: Float32Array<ArrayBuffer>;
  /** [batchSize, label], of the last step. */
  readonly logits: Float32Array<ArrayBuffer>;
  /** Trains on the batch and returns its loss; `random` draws the dropout masks. */
  run(rates: StepRates, random: Random): Promise<number>;
  /** Copies of the parameters and statistics as they are now. */
  weights(): Weights;
  /** Copies of everything that steps change: what another training step can start from. */
  state(): TrainingState;
  release(): Promise<void>;
}

/** A block of tensors that steps change: what a step reads and what it writes. */
interface State {
  readonly block: string;
  readonly members: readonly Member[];
  /** What follows a member's name: empty, or a dot and the optimiser's slot. */
  readonly suffix: string;
  readonly before: Value;
  readonly after: Value;
  readonly data: Float32Array<ArrayBuffer>;
}

/**
 * Compiles a training step that starts from the given weights (they are copied).
 *
 * @param weights - parameters and statistics; slots of the optimiser too, where it goes on: others start at 0
 * @throws ShapeError if a layer's input does not fit
 * @throws ModelError if weights are missing or of another shape
 */
export async function createTrainingStep(
  network: Network,
  weights: Weights,
  options: TrainingStepOptions,
): Promise<TrainingStep> {
  const { batchSize, labels, optimizer } = options;
  const { graph, logits } = trace(network, batchSize, true);
  const targets = graph.leaf("targets", [batchSize, labels]);
  const loss = graph.inLayer("loss", "loss", () => softmaxCrossEntropy(logits, targets));
  const scalarNames = Object.keys(optimizer.scalars({ learningRate: 0, momentum: 0 }, 1));
  const scalars = Object.fromEntries(scalarNames.map((name) => [name, graph.leaf(name, [])]));

  const learned = [true, false].flatMap((decays) => {
    const parameters = graph.parameters.filter(({ value }) => decays === value.shape.length > 1);
    return blocksOf(decays ? "weights" : "others", parameters).map((block) => ({ ...block, decays }));
  });
  const measured = blocksOf("statistics", graph.statistics);
  const states: State[] = [];
  const joined = shorten(joinGradients(loss, learned), options.clipNorm ?? 0);
  for (const [i, block] of learned.entries()) {
    const { name, length, decays } = block;
    const before = graph.leaf(name, [length]);
    const slots = optimizer.slots.map((slot) => graph.leaf(`${name}.${slot}`, [length]));
    const next = optimizer.update(before, joined[i], slots, scalars, decays);
    const { members } = block;
    const data = startOf(weights, block);
    states.push({ block: name, members, suffix: "", before, after: next.parameter, data });
    for (const [j, slot] of slots.entries()) {
      const suffix = `.${optimizer.slots[j]}`;
      states.push({
        block: name + suffix,
        members,
        suffix,
        before: slot,
        after: next.slots[j],
        data: startOf(weights, block, suffix),
      });
    }
  }
  for (const block of measured) {
    const before = graph.leaf(block.name, [block.length]);
    const after = join(block.members.map(({ next }) => next));
    const { members } = block;
    states.push({
      block: block.name,
      members,
      suffix: "",
      before,
      after,
      data: startOf(weights, block),
    });
  }

  const onnx = new OnnxBuilder("training step");
  const fed: Record<string, { shape: Shape; data: Float32Array<ArrayBuffer> }> = {};
  const feed = (name: string, shape: Shape): Float32Array<ArrayBuffer> => {
    const data = new Float32Array(sizeOf(shape));
    fed[onnx.input(name, shape)] = { shape, data };
    return data;
  };
  const featureData = feed("features", [batchSize, ...network.shape]);
  const targetData = feed("targets", [batchSize, labels]);
  const rowMaskData = feed("rowMask", [batchSize]);
  const scalarData = scalarNames.map((name) => feed(name, []));
  const masks = graph.dropoutMasks.map(({ name, shape, rate }) => ({ data: feed(name, shape), rate }));
  for (const { block, before } of states) onnx.input(block, before.shape);
  const blocks = [...learned, ...measured];
  const parts = new Map(blocks.flatMap((block) => [...splitBlock(onnx, block)]));
  const outputs = [loss, logits, ...states.map(({ after }) => after)];
  const outputNames = lowerGraph(outputs, onnx, (leaf) => parts.get(leaf) ?? leaf);
  for (const [i, name] of outputNames.entries()) onnx.output(name, outputs[i].shape);

  const session = await createSession(onnx.toBytes(), { threads: options.threads ?? 0 });
  const lossData = new Float32Array(1);
  const logitData = new Float32Array(batchSize * labels);
  const buffers = createBuffers(states, fed, outputNames, [
    floatTensor(lossData, []),
    floatTensor(logitData, logits.shape),
  ]);
  const stepsDone = options.stepsDone ?? 0;
  let step = 0;
  return {
    features: featureData,
    targets: targetData,
    rowMask: rowMaskData,
    logits: logitData,
    async run(rates, random) {
      const numbers = optimizer.scalars(rates, stepsDone + step + 1);
      for (const [i, name] of scalarNames.entries()) scalarData[i][0] = numbers[name];
      for (const { data, rate } of masks) fillDropoutMask(data, rate, random);
      const { feeds, fetches } = buffers.at(step % 2);
      await session.run(feeds, fetches);
      step += 1;
      return lossData[0];
    },
    weights: () => {
      const current = buffers.at(step % 2).state;
      const parts = new Map(
        blocks.flatMap((block) => takeApart(block, current.get(block.name) ?? new Float32Array(0))),
      );
      const names = [...graph.parameters, ...graph.statistics].map(({ name }) => name);
      return new Map(names.map((name) => [name, parts.get(name) ?? new Float32Array(0)]));
    },
    state: () => {
      const current = buffers.at(step % 2).state;
      const tensors = states.flatMap(({ block, members, suffix }) =>
        takeApart({ members }, current.get(block) ?? new Float32Array(0)).map(
          ([name, data]): [string, Float32Array<ArrayBuffer>] => [name + suffix, data],
        ),
      );
      return { tensors: new Map(tensors), steps: stepsDone + step };
    },
    release: () => session.release(),
  };
}

/** Two sets of state buffers: set 0 is read by even steps and written by odd ones. */
function createBuffers(
  states: readonly State[],
  fed: Readonly<Record<string, { shape: Shape; data: Float32Array<ArrayBuffer> }>>,
  outputNames: readonly string[],
  results: readonly Tensor[],
): {
  at(parity: number): {
    readonly feeds: InferenceSession.FeedsType;
    readonly fetches: InferenceSession.FetchesType & object;
    readonly state: ReadonlyMap<string, Float32Array<ArrayBuffer>>;
  };
} {
  const common = Object.entries(fed).map(([name, { shape, data }]) => [name, floatTensor(data, shape)]);
  const sets = [0, 1].map((parity) =>
    states.map(({ before, data }) => {
      const own = parity === 0 ? data : new Float32Array(data.length);
      return { own, tensor: floatTensor(own, before.shape) };
    }),
  );
  const turns = sets.map((read, parity) => {
    const written = sets[1 - parity];
    return {
      feeds: Object.fromEntries([...common, ...states.map(({ block }, i) => [block, read[i].tensor])]),
      fetches: Object.fromEntries([
        ...results.map((tensor, i) => [outputNames[i], tensor]),
        ...states.map((_, i) => [outputNames[results.length + i], written[i].tensor]),
      ]),
      state: new Map(states.map(({ block }, i) => [block, read[i].own])),
    };
  });
  return { at: (parity) => turns[parity] };
}

/**
 * The block's numbers at the start; slots that are not given are 0.
 *
 * @throws ModelError if weights are missing or of another size
 */
function startOf(
  weights: Weights,
  { members, length }: Block<Member>,
  suffix = "",
): Float32Array<ArrayBuffer> {
  const start = new Float32Array(length);
  let at = 0;
  for (const { name, value } of members) {
    const size = sizeOf(value.shape);
    const data = weights.get(name + suffix) ?? (suffix === "" ? undefined : new Float32Array(size));
    if (data?.length !== size) {
      throw new ModelError(
        `the weights of ${name}${suffix} do not fit the network: expected ${size} numbers, got ${data?.length ?? "none"}.`,
      );
    }
    start.set(data, at);
    at += size;
  }
  return start;
}

/**
 * The gradients of the loss, one per block.
 *
 * @throws ModelError if the loss does not depend on a parameter
 */
function joinGradients(loss: Value, blocks: readonly Block<Parameter>[]): Value[] {
  const parameters = blocks.flatMap(({ members }) => members);
  const each = gradients(
    loss,
    parameters.map(({ value }) => value),
  );
  const byName = new Map(parameters.map(({ name }, i) => [name, each[i]]));
  return blocks.map(({ members }) =>
    join(
      members.map(({ name }) => {
        const gradient = byName.get(name);
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
  const squares = all.map((one) => reduceSum(square(one), [0]));
  const norm = sqrt(squares.reduce((sum, one) => add(sum, one)));
  // min(1, c / n) = c / max(c, n)
  const factor = div(graph.scalar(clipNorm), maximum(shift(norm, 1e-6), graph.scalar(clipNorm)));
  return all.map((one) => mul(one, factor));
}

function fillDropoutMask(mask: Float32Array, rate: number, random: Random): void {
  const kept = 1 / (1 - rate);
  for (let i = 0; i < mask.length; i++) mask[i] = random.uniform() < rate ? 0 : kept;
}

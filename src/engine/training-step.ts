/**
 * Training steps as one ONNX model: forward, loss, backward, optimiser and running statistics are the body of a loop,
 * and a run makes several steps. What steps change stays inside onnxruntime from step to step: a binding that copies
 * every output would copy all weights after each.
 */
import { ModelError } from "../base/errors.ts";
import type { Random } from "../base/random.ts";
import { splitBlock } from "./blocks.ts";
import { lowerGraph, type Shape, sizeOf } from "./graph.ts";
import { type Network, type Weights, weightOf } from "./network.ts";
import { blockedChannels } from "./onnx/blocked-channels.ts";
import { type Dimension, OnnxBuilder } from "./onnx/builder.ts";
import { createSession, floatsOf, floatTensor, integerTensor, type Tensor } from "./onnx/session.ts";
import type { StepRates } from "./optimizer.ts";
import { startOf, tensorsOf } from "./state-numbers.ts";
import { buildTrainingGraph, type TrainingGraph, type TrainingGraphOptions } from "./training-graph.ts";

export interface TrainingStepOptions extends TrainingGraphOptions {
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

/** What one step reads, to be filled before a run; `batchSize` rows of each. */
export interface StepInputs {
  /** [batchSize, ...shape] */
  readonly features: Float32Array<ArrayBuffer>;
  /** [batchSize, label] (`fillTargets`) */
  readonly targets: Float32Array<ArrayBuffer>;
  /** [batchSize]: 1 for rows of the batch, 0 for filling. */
  readonly rowMask: Float32Array<ArrayBuffer>;
  /** [batchSize]: how many frames of a row are real; of networks that ask for it. */
  readonly frames?: Float32Array<ArrayBuffer>;
}

export interface StepPlan {
  readonly rates: StepRates;
  /** Draws the dropout masks. */
  readonly random: Random;
}

export interface StepResult {
  readonly loss: number;
  /** [batchSize, ...]: the network's outputs. */
  readonly logits: Float32Array;
}

export interface TrainingStep {
  /** Per step of a run; as many as a run can make. */
  readonly inputs: readonly StepInputs[];
  /**
   * How many steps the next run should make: about a second's, by the last run, since a run blocks its thread; more
   * where weights are so large that handing them over takes longer than a step.
   */
  readonly stepsPerRun: number;
  /** Makes so many steps, on the first of `inputs`. The same steps in other runs give the same bits. */
  run(steps: readonly StepPlan[]): Promise<StepResult[]>;
  /** Copies of the parameters and statistics as they are now. */
  weights(): Weights;
  /** Copies of everything that steps change: what another training step can start from. */
  state(): TrainingState;
  release(): Promise<void>;
}

const RUN_MS = 1000;
/** Above this many numbers of state a run makes at least so many steps. */
const LARGE_STATE = 2 ** 22;
const LEAST_STEPS_OF_LARGE = 16;
/** More steps in a run gain nothing that could be measured. */
const MOST_STEPS = 32;
/** Numbers that the inputs of a run may take: 64 MiB. */
const MOST_NUMBERS = 2 ** 24;

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
  const training = buildTrainingGraph(network, options);
  const { graph, states } = training;
  const inputShapes: [string, Shape][] = [
    ["features", [batchSize, ...network.shape]],
    ["targets", [batchSize, labels]],
    ["rowMask", [batchSize]],
    ...(graph.countsFrames ? [["frames", [batchSize]] satisfies [string, Shape]] : []),
    ...training.scalars.map((name): [string, Shape] => [name, []]),
    ...graph.dropoutMasks.map(({ name, shape }): [string, Shape] => [name, shape]),
  ];
  const perStep = inputShapes.reduce((sum, [, shape]) => sum + sizeOf(shape), 0);
  const capacity = Math.min(MOST_STEPS, Math.max(1, Math.floor(MOST_NUMBERS / perStep)));
  const numbers = states.map((state) => startOf(state, weights));
  const model = lowerSteps(training, inputShapes, capacity, await blockedChannels());
  const data = new Map(
    inputShapes.map(([name, shape]) => [name, new Float32Array(capacity * sizeOf(shape))]),
  );
  const feeds: Record<string, Tensor> = {};
  for (const [name, shape] of inputShapes)
    feeds[name] = floatTensor(dataOf(data, name), [capacity, ...shape]);
  const partOf = (name: string, step: number): Float32Array<ArrayBuffer> => {
    const all = dataOf(data, name);
    const each = all.length / capacity;
    return all.subarray(step * each, (step + 1) * each);
  };
  const session = await createSession(model, { threads: options.threads ?? 0 });
  let stepsDone = options.stepsDone ?? 0;
  const large = numbers.reduce((sum, { length }) => sum + length, 0) > LARGE_STATE;
  const least = Math.min(capacity, large ? LEAST_STEPS_OF_LARGE : 1);
  let stepsPerRun = least;
  return {
    get stepsPerRun() {
      return stepsPerRun;
    },
    inputs: Array.from({ length: capacity }, (_, step) => ({
      features: partOf("features", step),
      targets: partOf("targets", step),
      rowMask: partOf("rowMask", step),
      ...(graph.countsFrames ? { frames: partOf("frames", step) } : {}),
    })),
    async run(steps) {
      if (steps.length === 0 || steps.length > capacity)
        throw new ModelError(`training: expected a run of 1 to ${capacity} steps; got ${steps.length}.`);
      const started = performance.now();
      for (const [i, { rates, random }] of steps.entries()) {
        const scalars = optimizer.scalars(rates, stepsDone + i + 1);
        for (const name of training.scalars) partOf(name, i)[0] = scalars[name];
        for (const { name, rate } of graph.dropoutMasks) fillDropoutMask(partOf(name, i), rate, random);
      }
      for (const [i, { name, block }] of states.entries()) feeds[name] = floatTensor(numbers[i], block.shape);
      const results = await session.run({ ...feeds, steps: integerTensor(steps.length) });
      for (const [i, { name }] of states.entries()) numbers[i] = floatsOf(results, `next/${name}`);
      stepsDone += steps.length;
      const inTime = Math.floor((RUN_MS * steps.length) / (performance.now() - started));
      stepsPerRun = Math.max(least, Math.min(capacity, inTime));
      const losses = floatsOf(results, "losses");
      const logits = floatsOf(results, "logits");
      const each = logits.length / steps.length;
      return steps.map((_, i) => ({ loss: losses[i], logits: logits.subarray(i * each, (i + 1) * each) }));
    },
    weights() {
      const all = tensorsOf(states, numbers);
      const names = [...graph.parameters, ...graph.statistics].map(({ name }) => name);
      return new Map(names.map((name) => [name, weightOf(all, name)]));
    },
    state: () => ({ tensors: tensorsOf(states, numbers), steps: stepsDone }),
    release: () => session.release(),
  };
}

/**
 * The model of up to `capacity` steps: the inputs have a leading axis of steps, `steps` says how many to make; outputs
 * are the states after the last (`next/...`), and `losses` and `logits` of each.
 */
function lowerSteps(
  { loss, logits, states }: TrainingGraph,
  inputShapes: readonly [string, Shape][],
  capacity: number,
  blockedChannels: number,
): Uint8Array<ArrayBuffer> {
  const onnx = new OnnxBuilder("training steps");
  const body = new OnnxBuilder("training step", { prefix: "step/", blockedChannels });
  const iteration = body.input("step/iteration", [], "int64");
  const goOn = body.input("step/goOn", [], "bool");
  const leaves = new Map(
    inputShapes.map(([name, shape]) => [
      name,
      body.node("Gather", [onnx.input(name, [capacity, ...shape]), iteration], { axis: { int: 0 } }),
    ]),
  );
  for (const { name, block, suffix, before } of states) {
    const given = body.input(`step/${onnx.input(name, block.shape)}`, block.shape);
    leaves.set(before.leaf, given);
    if (suffix !== "") continue;
    for (const [i, part] of splitBlock(body, given, block.members).entries())
      leaves.set(block.members[i].value.leaf, part);
  }
  const results = [...states.map(({ after }) => after), loss, logits];
  const names = lowerGraph(results, body, (leaf) => {
    const value = leaves.get(leaf);
    if (value === undefined) throw new ModelError(`training: the step has no input ${leaf}.`);
    return value;
  });
  body.output(body.node("Identity", [goOn]), [], "bool");
  const taken = new Set([...leaves.values(), ...inputShapes.map(([name]) => name)]);
  for (const [i, name] of names.entries()) {
    // A value that is an output twice, or an input too, leaves the body through a node of its own.
    body.output(taken.has(name) ? body.node("Identity", [name]) : name, results[i].shape);
    taken.add(name);
  }

  const outputs = [...states.map(({ name }) => `next/${name}`), "losses", "logits"];
  const starts = ["", ...states.map(({ name }) => name)];
  onnx.nodeMany("Loop", [onnx.input("steps", [], "int64"), ...starts], outputs.length, { body }, outputs);
  const perStep: readonly Dimension[] = ["steps"];
  for (const { name, block } of states) onnx.output(`next/${name}`, block.shape);
  onnx.output("losses", perStep);
  onnx.output("logits", [...perStep, ...logits.shape]);
  return onnx.toBytes();
}

function dataOf(
  data: ReadonlyMap<string, Float32Array<ArrayBuffer>>,
  name: string,
): Float32Array<ArrayBuffer> {
  const numbers = data.get(name);
  if (numbers === undefined) throw new ModelError(`training: the step has no input ${name}.`);
  return numbers;
}

/** 0 at the given rate, else 1 / (1 - rate). */
export function fillDropoutMask(mask: Float32Array, rate: number, random: Random): void {
  const kept = 1 / (1 - rate);
  for (let i = 0; i < mask.length; i++) mask[i] = random.uniform() < rate ? 0 : kept;
}

/**
 * The bounds of a model, from its shapes, before anything of it runs: which operators, how many numbers it holds and
 * computes, how much work that is. So a file of a few kilobytes cannot take all memory, hours, or (where whole numbers
 * are divided) the process. What is bounded here runs in this process.
 */
import type { GraphProto, ModelProto, NodeProto } from "onnx-buf";
import { ModelError } from "../../../base/errors.ts";
import { type Operator, siteOf } from "./operator.ts";
import { OPERATORS } from "./operators.ts";
import { BYTES, type Known, kindOf, knownTensor, sizeOf } from "./tensors.ts";

/** ONNX operator sets whose operators are as they are described here. */
const OPSETS = { from: 18, to: 21 };

/** Of a run, whatever its rows; a recording is a row. */
const MOST_NUMBERS = 2 ** 27;
const MOST_SCRATCH = 2 ** 27;
/** Multiplications for a row: some seconds. */
const MOST_WORK = 2e10;
/** Numbers that onnxruntime computes and keeps when it opens a file: as many as the weights, a few times, and these. */
const FREE_CONSTANTS = 2 ** 20;
const CONSTANTS_PER_WEIGHT = 4;
/** Of four bytes each, however many weights there are: as many bytes as a file may have. */
const MOST_CONSTANTS = 2 ** 28;

const MOST_AXES = 8;

interface Totals {
  /** But for those that follow from the file alone. */
  readonly numbers: number;
  readonly work: number;
  /** The most that a node keeps beside its outputs while it runs. */
  readonly scratch: number;
  /** Numbers that follow from the file alone, or from it and the number of rows. */
  readonly constants: number;
}

/** How many of the next so many rows a run may take, at least one. */
export type RowsAtOnce = (rows: number) => number;

/**
 * What a file takes grows as it likes with the rows of a run, so that every number of rows is looked at before it is run.
 *
 * @throws ModelError if the model has other operators than exports have, or takes too much memory or work for one row;
 *   so does the answer, if other rows do not fit its operators
 */
export function boundRows({ graph, opsetImport }: ModelProto): RowsAtOnce {
  for (const { version } of opsetImport) {
    if (Number(version) < OPSETS.from || Number(version) > OPSETS.to) {
      throw refused(`is of the operator set ${version}; expected ${OPSETS.from} to ${OPSETS.to}`);
    }
  }
  if (graph === undefined) return (rows) => rows;
  if (graph.sparseInitializer.length > 0) throw refused("has sparse weights");
  const { input, node } = graph;
  const weights = weightsOf(graph);
  const one = totalsOf(input, node, weights, 1);
  if (one.numbers > MOST_NUMBERS) throw refused(`takes ${millions(one.numbers)} numbers for a recording`);
  if (one.scratch > MOST_SCRATCH)
    throw refused(`takes ${millions(one.scratch)} numbers of memory for an operator`);
  if (one.work > MOST_WORK) throw refused(`takes ${millions(one.work)} multiplications for a recording`);
  const held = [...weights.values()].reduce((sum, { dims }) => sum + sizeOf(dims), 0);
  if (one.constants > Math.min(CONSTANTS_PER_WEIGHT * held + FREE_CONSTANTS, MOST_CONSTANTS))
    throw refused(`makes ${millions(one.constants)} numbers of ${millions(held)} weights`);
  const fits = new Map([[1, true]]);
  const isWithin = (rows: number): boolean => {
    const { numbers, work, scratch } = totalsOf(input, node, weights, rows);
    return numbers <= MOST_NUMBERS && work <= rows * MOST_WORK && scratch <= MOST_SCRATCH;
  };
  return (rows) => {
    for (let some = rows; ; some = Math.ceil(some / 2)) {
      const known = fits.get(some) ?? isWithin(some);
      fits.set(some, known);
      if (known) return some;
    }
  };
}

function refused(problem: string): ModelError {
  return new ModelError(`the ONNX model ${problem}; it is refused.`, "Use files from people you trust only.");
}

function millions(count: number): string {
  return `${(count / 1e6).toPrecision(3)} million`;
}

function weightsOf({ initializer }: GraphProto): ReadonlyMap<string, Known> {
  const weights = new Map<string, Known>();
  for (const tensor of initializer) {
    if (weights.has(tensor.name)) throw twice(tensor.name);
    weights.set(
      tensor.name,
      whole(() => knownTensor(tensor)),
    );
  }
  return weights;
}

/** What a graph computes for some rows. */
function totalsOf(
  graphInputs: GraphProto["input"],
  nodes: readonly NodeProto[],
  weights: ReadonlyMap<string, Known>,
  rows: number,
): Totals {
  const known = new Map(weights);
  // unlike what is constant for so many rows, onnxruntime makes these once, whatever the rows
  const ofFile = new Set(weights.keys());
  const define = (name: string, value: Known): void => {
    if (known.has(name)) throw twice(name);
    known.set(name, value);
  };
  let [numbers, work, most, constants] = [0, 0, 0, 0];
  for (const input of graphInputs) {
    const value = inputOf(input, rows);
    numbers += countOf(value);
    define(input.name, value);
  }
  for (const node of nodes) {
    const inputs = node.input.map((name) => (name === "" ? undefined : (known.get(name) ?? absent(name))));
    const operator = OPERATORS.get(node.opType);
    if (operator === undefined) throw refused(`uses the operator ${node.opType}, which no export has`);
    const effect = whole(() => effectOf(node, operator, inputs));
    const isOfFile = node.input.every((name) => name === "" || ofFile.has(name));
    const constant = inputs.every((one) => one === undefined || one.constant || one.values !== undefined);
    work += effect.work + inputs.reduce((sum, one) => sum + (one === undefined ? 0 : sizeOf(one.dims)), 0);
    most = Math.max(most, effect.scratch);
    for (const [i, output] of effect.outputs.entries()) {
      const value = { ...output, constant };
      const count = countOf(value);
      if (isOfFile) ofFile.add(node.output[i]);
      else numbers += count;
      work += count;
      if (constant) constants += count;
      define(node.output[i], value);
    }
  }
  return { numbers, work, scratch: most, constants };
}

function twice(name: string): ModelError {
  return refused(`gives "${name}" twice`);
}

function absent(name: string): never {
  throw refused(`looks at "${name}" before anything gives it`);
}

/** In numbers of four bytes. */
function countOf({ kind, dims }: Known): number {
  return Math.ceil((sizeOf(dims) * BYTES[kind]) / 4);
}

function effectOf(node: NodeProto, operator: Operator, inputs: readonly (Known | undefined)[]) {
  const site = siteOf(node, operator, inputs);
  const { outputs, work = 0, scratch = 0 } = operator.infer(site);
  if (outputs.length !== node.output.length) site.fail(`gives ${node.output.length} values`);
  if (outputs.some(({ dims }) => dims.length > MOST_AXES)) site.fail(`gives more than ${MOST_AXES} axes`);
  const lengths = outputs.flatMap(({ dims }) => dims);
  if (!lengths.every((length) => Number.isInteger(length) && length >= 0)) site.fail("has no size");
  return { outputs, work, scratch };
}

/** Refusals of one node or tensor, as those of the file. */
function whole<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof ModelError)
      throw refused(`has what exports do not have: ${error.message.replace(/\.$/, "")}`);
    throw error;
  }
}

/** An open length is the number of rows. */
function inputOf({ name, type }: GraphProto["input"][number], rows: number): Known {
  if (type?.value.case !== "tensorType") throw refused(`has the input "${name}", which is no tensor`);
  const { elemType, shape } = type.value.value;
  const kind = kindOf(elemType);
  if (kind === undefined || shape === undefined)
    throw refused(`has the input "${name}" of the type ${elemType}`);
  const dims = shape.dim.map(({ value }) => (value.case === "dimValue" ? Number(value.value) : rows));
  if (dims.some((length) => length < 0)) throw refused(`has the input "${name}" of a negative length`);
  return { kind, dims, constant: false };
}

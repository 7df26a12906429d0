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

/** Of what one row takes; a recording is a row. */
const MOST_NUMBERS = 2 ** 27;
const MOST_SCRATCH = 2 ** 27;
/** Multiplications: some seconds. */
const MOST_WORK = 2e10;
/** Numbers that onnxruntime computes and keeps when it opens a file: as many as the weights, a few times, and these. */
const FREE_CONSTANTS = 2 ** 20;
const CONSTANTS_PER_WEIGHT = 4;

const MOST_AXES = 8;

interface Totals {
  readonly numbers: number;
  readonly work: number;
}

/**
 * @throws ModelError if the model has other operators than exports have, or takes too much memory or work, for one row
 *   or more and more for each of several
 */
export function assertBounded({ graph, opsetImport }: ModelProto): void {
  for (const { version } of opsetImport) {
    if (Number(version) < OPSETS.from || Number(version) > OPSETS.to) {
      throw refused(`is of the operator set ${version}; expected ${OPSETS.from} to ${OPSETS.to}`);
    }
  }
  if (graph === undefined) return;
  if (graph.sparseInitializer.length > 0) throw refused("has sparse weights");
  const one = totalsOf(graph, 1);
  if (one.numbers > MOST_NUMBERS) throw refused(`takes ${millions(one.numbers)} numbers for a recording`);
  if (one.work > MOST_WORK) throw refused(`takes ${millions(one.work)} multiplications for a recording`);
  const three = totalsOf(graph, 3);
  if (three.numbers > 3 * one.numbers || three.work > 3 * one.work) {
    throw refused("takes more for every recording, the more there are");
  }
}

function refused(problem: string): ModelError {
  return new ModelError(`the ONNX model ${problem}; it is refused.`, "Use files from people you trust only.");
}

function millions(count: number): string {
  return `${(count / 1e6).toPrecision(3)} million`;
}

/** What the graph computes for some rows. */
function totalsOf(graph: GraphProto, rows: number): Totals {
  const known = new Map<string, Known>();
  const define = (name: string, value: Known): void => {
    if (known.has(name)) throw refused(`gives "${name}" twice`);
    known.set(name, value);
  };
  let [numbers, work, weights, constants] = [0, 0, 0, 0];
  for (const tensor of graph.initializer) {
    const value = whole(() => knownTensor(tensor));
    weights += sizeOf(value.dims);
    define(tensor.name, value);
  }
  for (const input of graph.input) {
    const value = inputOf(input, rows);
    numbers += countOf(value);
    define(input.name, value);
  }
  for (const node of graph.node) {
    const inputs = node.input.map((name) => (name === "" ? undefined : (known.get(name) ?? absent(name))));
    const operator = OPERATORS.get(node.opType);
    if (operator === undefined) throw refused(`uses the operator ${node.opType}, which no export has`);
    const effect = whole(() => effectOf(node, operator, inputs));
    const constant = inputs.every((one) => one === undefined || one.constant || one.values !== undefined);
    work += effect.work + inputs.reduce((sum, one) => sum + (one === undefined ? 0 : sizeOf(one.dims)), 0);
    for (const [i, output] of effect.outputs.entries()) {
      const value = { ...output, constant };
      const count = countOf(value);
      numbers += count;
      work += count;
      if (constant) constants += count;
      define(node.output[i], value);
    }
  }
  if (constants > CONSTANTS_PER_WEIGHT * weights + FREE_CONSTANTS) {
    throw refused(`makes ${millions(constants)} numbers of ${millions(weights)} weights`);
  }
  return { numbers, work };
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
  if (scratch > MOST_SCRATCH) site.fail(`takes ${millions(scratch)} numbers of memory`);
  return { outputs, work };
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

/**
 * The graph of tensor operations: immutable float32 values that know their shape, how to become ONNX nodes and how
 * to hand a gradient to their inputs. Shapes are checked when a value is made, with an error that names the layer.
 */
import { ShapeError } from "../base/errors.ts";
import type { Random } from "../base/random.ts";
import type { OnnxBuilder } from "./onnx/builder.ts";

export type Shape = readonly number[];

/** What an operation needed and did not get. */
export interface Mismatch {
  readonly expected: string;
  readonly given: string;
}

/** An operation in its place, ready to be written as ONNX nodes. */
export interface Placed<A> {
  readonly attrs: A;
  readonly shape: Shape;
  readonly inputShapes: readonly Shape[];
}

/** An operation in its place, with the gradient of the loss by its output (of the output's shape). */
export interface Differentiated<A> {
  readonly attrs: A;
  readonly inputs: readonly Value[];
  readonly output: Value;
  readonly gradient: Value;
}

/** One operation: all that the engine knows of it. Adding an operation is writing one such object. */
export interface Op<A = undefined> {
  readonly type: string;
  /** The output's shape, or what is wrong with the inputs. */
  infer(shapes: readonly Shape[], attrs: A): Shape | Mismatch;
  /**
   * Writes ONNX nodes and returns the output's name. The leading length must not be written into the nodes where it
   * equals the input's (the exported model leaves the batch length open).
   */
  lower(onnx: OnnxBuilder, inputs: readonly string[], at: Placed<A>): string;
  /**
   * The gradients by the inputs, as values of the graph; undefined where an input is not differentiated. A gradient
   * may have any shape that broadcasts to its input's. Operations without it end the backward pass.
   */
  gradient?(at: Differentiated<A>): readonly (Value | undefined)[];
}

export interface Value {
  readonly graph: Graph;
  readonly type: string;
  /** The layer that made it, for errors. */
  readonly layer: string;
  readonly shape: Shape;
  readonly inputs: readonly Value[];
  /** Set where the value comes from outside: an input, a parameter or a statistic of that name. */
  readonly leaf?: string;
  lower(onnx: OnnxBuilder, inputs: readonly string[]): string;
  backward?(output: Value, gradient: Value): readonly (Value | undefined)[];
}

/** A value from outside, by its name. */
export interface Leaf extends Value {
  readonly leaf: string;
}

/** A part of a tensor: whole rows of it, one after another. */
export interface Tile {
  /** The tensor's name. */
  readonly name: string;
  /** The tensor's shape. */
  readonly shape: Shape;
  /** Numbers of the tensor that lie before it. */
  readonly from: number;
  readonly value: Leaf;
}

/** A tensor that training learns. */
export interface Parameter {
  readonly name: string;
  readonly shape: Shape;
  /** All of it; more than one tile only where training is faster that way. */
  readonly tiles: readonly Tile[];
  readonly initialise: (random: Random) => Float32Array<ArrayBuffer>;
}

/** A tensor that training measures: running means and variances. */
export interface Statistic {
  readonly name: string;
  readonly shape: Shape;
  readonly value: Leaf;
  readonly initial: number;
  /** Its value after the step; set while training. */
  readonly next: Value;
  /** What the step's batch alone says of it; set while training. */
  readonly measured: Value;
  /** 1, or 0 where the batch has too few rows to say anything; set while training. */
  readonly says: Value;
}

/** A tensor that is drawn anew for each training step: 0 with the given rate, else 1 / (1 - rate). */
export interface DropoutMask {
  readonly name: string;
  readonly shape: Shape;
  readonly rate: number;
}

/** Where values are made: knows the current layer, and what the layers have declared. */
export class Graph {
  /** Whether the graph is of a training step or of inference. */
  readonly training: boolean;
  /** [row], 1 for rows of the batch and 0 for the filling of a short last batch. */
  readonly rowMask: Value;
  readonly parameters: Parameter[] = [];
  readonly statistics: Statistic[] = [];
  readonly dropoutMasks: DropoutMask[] = [];
  readonly #batchSize: number;
  readonly #counts = new Map<string, number>();
  #layer = "input";
  #frames: Leaf | undefined;

  constructor(batchSize: number, training: boolean) {
    this.training = training;
    this.#batchSize = batchSize;
    this.rowMask = this.leaf("rowMask", [batchSize]);
  }

  /** [row], how many frames of each row are real, not added to fill it: an input of the graphs that ask for it. */
  realFrames(): Value {
    this.#frames ??= this.leaf("frames", [this.#batchSize]);
    return this.#frames;
  }

  /** Whether a layer has asked how many frames are real. */
  get countsFrames(): boolean {
    return this.#frames !== undefined;
  }

  /** The name of the layer that is being built. */
  get layer(): string {
    return this.#layer;
  }

  /** Builds a layer under the given name, or under its kind and number ("conv2d3"). */
  inLayer<T>(kind: string, name: string | undefined, build: (name: string) => T): T {
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    const outer = this.#layer;
    this.#layer = name ?? `${kind}${count}`;
    try {
      return build(this.#layer);
    } finally {
      this.#layer = outer;
    }
  }

  /** A value from outside: fed by name when the graph runs, or written as a constant when it is exported. */
  leaf(name: string, shape: Shape): Leaf {
    return {
      graph: this,
      type: "leaf",
      layer: this.#layer,
      shape,
      inputs: [],
      leaf: name,
      lower: () => name,
    };
  }

  /** A constant of the graph. */
  constant(shape: Shape, data: Float32Array): Value {
    const lower = (onnx: OnnxBuilder): string => onnx.constant(shape, data);
    return { graph: this, type: "constant", layer: this.#layer, shape, inputs: [], lower };
  }

  scalar(value: number): Value {
    return this.constant([], Float32Array.of(value));
  }

  /**
   * Declares a tensor of the current layer that training learns.
   *
   * @throws ShapeError if the layer's name is taken
   */
  parameter(part: string, shape: Shape, initialise: Parameter["initialise"]): Value {
    return this.tiledParameter(part, shape, shape[0] ?? 1, initialise)[0];
  }

  /**
   * Declares a tensor that training learns, in tiles of so many rows.
   *
   * @throws ShapeError if the layer's name is taken
   */
  tiledParameter(
    part: string,
    shape: Shape,
    rowsPerTile: number,
    initialise: Parameter["initialise"],
  ): Value[] {
    const name = `${this.#layer}.${part}`;
    if (this.parameters.some((parameter) => parameter.name === name))
      throw new ShapeError(
        `layer ${this.#layer}: expected a name of its own; got one that another layer has.`,
      );
    const [rows = 1, ...row] = shape;
    const tiles: Tile[] = [];
    for (let first = 0; first < rows; first += rowsPerTile) {
      const whole = rowsPerTile >= rows;
      const value = this.leaf(
        whole ? name : `${name}[${first}]`,
        whole ? shape : [Math.min(rowsPerTile, rows - first), ...row],
      );
      tiles.push({ name, shape, from: first * sizeOf(row), value });
    }
    this.parameters.push({ name, shape, tiles, initialise });
    return tiles.map(({ value }) => value);
  }

  /** A statistic's value before the step; `step` makes of it what the batch says and the value after the step. */
  statistic(
    part: string,
    shape: Shape,
    initial: number,
    step: (before: Value) => Pick<Statistic, "measured" | "says" | "next">,
  ): Value {
    const name = `${this.#layer}.${part}`;
    const value = this.leaf(name, shape);
    this.statistics.push({ name, shape, value, initial, ...step(value) });
    return value;
  }

  dropoutMask(shape: Shape, rate: number): Value {
    const name = `${this.#layer}.mask`;
    this.dropoutMasks.push({ name, shape, rate });
    return this.leaf(name, shape);
  }
}

/**
 * The value of an operation applied to inputs.
 *
 * @throws ShapeError that names the layer, the operation, what it expected and what it was given
 */
export function apply<A>(op: Op<A>, inputs: readonly Value[], attrs: A): Value {
  const graph = inputs[0].graph;
  const inputShapes = inputs.map((input) => input.shape);
  const shape = op.infer(inputShapes, attrs);
  if ("expected" in shape) {
    throw new ShapeError(
      `layer ${graph.layer} (${op.type}): expected ${shape.expected}; got ${shape.given}.`,
    );
  }
  const differentiate = op.gradient;
  const value: Value = {
    graph,
    type: op.type,
    layer: graph.layer,
    shape,
    inputs,
    lower: (onnx, names) => op.lower(onnx, names, { attrs, shape, inputShapes }),
  };
  if (differentiate === undefined) return value;
  return { ...value, backward: (output, gradient) => differentiate({ attrs, inputs, output, gradient }) };
}

/** Numbers in a tensor of this shape. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, length) => product * length, 1);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/** `[4, 32, 10, 248]`, for errors. */
export function showShape(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/** `[4, 2] and [3]`, for errors. */
export function showShapes(shapes: readonly Shape[]): string {
  return shapes.map(showShape).join(" and ");
}

/** The values that `outputs` depend on, each after its inputs. */
export function topologicalOrder(outputs: readonly Value[]): Value[] {
  const order: Value[] = [];
  const seen = new Set<Value>();
  const visit = (value: Value): void => {
    if (seen.has(value)) return;
    seen.add(value);
    for (const input of value.inputs) visit(input);
    order.push(value);
  };
  for (const output of outputs) visit(output);
  return order;
}

/**
 * Writes everything that `outputs` depend on as ONNX nodes, each value once.
 *
 * @param leafName - the ONNX name of a leaf: a declared input or a constant
 * @returns the ONNX names of the outputs
 */
export function lowerGraph(
  outputs: readonly Value[],
  onnx: OnnxBuilder,
  leafName: (leaf: string, shape: Shape) => string,
): string[] {
  const names = new Map<Value, string>();
  const nameOf = (value: Value): string => {
    const name = names.get(value);
    if (name === undefined) throw new Error(`value of ${value.layer} (${value.type}) was not lowered`);
    return name;
  };
  for (const value of topologicalOrder(outputs)) {
    const name =
      value.leaf === undefined
        ? value.lower(onnx, value.inputs.map(nameOf))
        : leafName(value.leaf, value.shape);
    names.set(value, name);
  }
  return outputs.map(nameOf);
}
